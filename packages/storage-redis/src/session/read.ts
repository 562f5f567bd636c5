import type { Buffer } from 'node:buffer';
import { StorageError } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import { readScript } from '../scripts/epoch-scripts.js';

/** Beyond it a reply is asked for in parts, so that nobody else waits long for the server. */
const MOST_AT_ONCE = 1_000;

export interface Reply {
  /** Which node has the control keys; empty where there is no Cluster. */
  readonly node: string;
  /** In the order asked. */
  readonly texts: readonly (Buffer | null | undefined | FailedRead)[];
}

/** The failure of one key alone. */
export class FailedRead {
  constructor(readonly cause: unknown) {}
}

/**
 * Reads keys in as few commands as the topology allows.
 *
 * @param controls how many of the keys, the first ones, are control keys, which share a slot
 */
export function read(client: RedisCommands, keys: readonly string[], controls: number): Promise<Reply> {
  if (client.isCluster) return readFromCluster(client, keys.slice(0, controls), keys.slice(controls));
  if (keys.length > MOST_AT_ONCE) return readInParts(client, keys);
  return client.callBuffer('MGET', ...keys).then((reply) => ({ node: '', texts: checked(reply, keys.length) }));
}

async function readInParts(client: RedisCommands, keys: readonly string[]): Promise<Reply> {
  const parts: Promise<readonly (Buffer | null)[]>[] = [];
  for (let at = 0; at < keys.length; at += MOST_AT_ONCE) {
    const part = keys.slice(at, at + MOST_AT_ONCE);
    parts.push(client.callBuffer('MGET', ...part).then((reply) => checked(reply, part.length)));
  }
  return { node: '', texts: (await Promise.all(parts)).flat() };
}

function checked(reply: unknown, length: number): readonly (Buffer | null)[] {
  if (Array.isArray(reply) && reply.length === length) return reply as (Buffer | null)[];
  throw new StorageError(`Redis answered MGET of ${length} keys with something else`);
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
  return { node: String(node), texts: [...texts, ...(await values)] };
}
