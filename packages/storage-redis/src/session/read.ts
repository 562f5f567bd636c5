import type { Buffer } from 'node:buffer';
import type { RedisCommands } from '../client/redis-commands.js';
import { readScript } from '../scripts/epoch-scripts.js';

/** Beyond it a reply is asked for in parts, so that nobody else waits long for the server. */
const MOST_AT_ONCE = 1_000;

export class Reply {
  constructor(
    /** Which node has the control keys; empty where there is no Cluster. */
    readonly node: string,
    /** In the order asked. */
    readonly texts: readonly (Buffer | null | undefined | FailedRead)[],
  ) {}
}

/** The failure of one key alone. */
export class FailedRead {
  constructor(readonly cause: unknown) {}
}

/**
 * Reads keys in as few commands as the topology allows.
 *
 * @param controls how many of the keys, the first ones, are control keys, which share a slot
 * @returns what `replyFrom` takes: a promise of something nicer would be one more for each hit
 */
export function read(client: RedisCommands, keys: readonly string[], controls: number): Promise<unknown> {
  if (client.isCluster) return readFromCluster(client, keys.slice(0, controls), keys.slice(controls));
  return keys.length > MOST_AT_ONCE ? readInParts(client, keys) : client.callBuffer('MGET', ...keys);
}

/** @returns `undefined` for what is no reply to that many keys */
export function replyFrom(raw: unknown, length: number): Reply | undefined {
  if (raw instanceof Reply) return raw;
  return Array.isArray(raw) && raw.length === length ? new Reply('', raw) : undefined;
}

async function readInParts(client: RedisCommands, keys: readonly string[]): Promise<unknown> {
  const parts: Promise<unknown>[] = [];
  for (let at = 0; at < keys.length; at += MOST_AT_ONCE) {
    parts.push(client.callBuffer('MGET', ...keys.slice(at, at + MOST_AT_ONCE)));
  }
  return (await Promise.all(parts)).flat();
}

/** Keys of one Cluster are in as many slots: each is a command of its own, all on their way at once. */
async function readFromCluster(
  client: RedisCommands,
  controls: readonly string[],
  names: readonly string[],
): Promise<Reply> {
  const values = Promise.all(
    names.map((name) =>
      client.callBuffer('GET', name).then(
        (bytes) => bytes as Buffer | null,
        (cause: unknown) => new FailedRead(cause),
      ),
    ),
  );
  const [node, texts] = (await readScript.run(client, controls, [])) as [Buffer, (Buffer | null)[]];
  return new Reply(String(node), [...texts, ...(await values)]);
}
