import type { Buffer } from 'node:buffer';
import { StorageError } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import { readScript } from '../scripts/epoch-scripts.js';

/** Beyond it a reply is asked for in parts, so that nobody else waits long for the server. */
const MOST_AT_ONCE = 1_000;

export interface Reply {
  /** Which node has the control keys; empty where there is no Cluster. */
  readonly node: string;
  readonly controls: readonly (string | undefined)[];
  /** In the order asked. */
  readonly values: readonly (Buffer | undefined | FailedRead)[];
}

/** The failure of one key alone. */
export class FailedRead {
  constructor(readonly cause: unknown) {}
}

/** Reads control keys, which share a slot, and values, in as few commands as the topology allows. */
export function read(client: RedisCommands, controls: readonly string[], names: readonly string[]): Promise<Reply> {
  return client.isCluster ? readFromCluster(client, controls, names) : readFromOne(client, controls, names);
}

function readFromOne(client: RedisCommands, controls: readonly string[], names: readonly string[]): Promise<Reply> {
  const all = [...controls, ...names];
  if (all.length > MOST_AT_ONCE) return readInParts(client, all, controls.length);
  return client.callBuffer('MGET', ...all).then((reply) => replyFrom(checked(reply, all.length), controls.length));
}

async function readInParts(client: RedisCommands, all: readonly string[], controls: number): Promise<Reply> {
  const parts: Promise<readonly (Buffer | null)[]>[] = [];
  for (let at = 0; at < all.length; at += MOST_AT_ONCE) {
    const part = all.slice(at, at + MOST_AT_ONCE);
    parts.push(client.callBuffer('MGET', ...part).then((reply) => checked(reply, part.length)));
  }
  return replyFrom((await Promise.all(parts)).flat(), controls);
}

function checked(reply: unknown, length: number): readonly (Buffer | null)[] {
  if (Array.isArray(reply) && reply.length === length) return reply as (Buffer | null)[];
  throw new StorageError(`Redis answered MGET of ${length} keys with something else`);
}

function replyFrom(texts: readonly (Buffer | null)[], controls: number): Reply {
  const reply = { node: '', controls: [] as (string | undefined)[], values: [] as (Buffer | undefined)[] };
  for (let index = 0; index < texts.length; index++) {
    const text = texts[index] ?? undefined;
    if (index < controls) reply.controls.push(text?.toString('latin1'));
    else reply.values.push(text);
  }
  return reply;
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
        (bytes) => (bytes as Buffer | null) ?? undefined,
        (cause: unknown) => new FailedRead(cause),
      ),
    ),
  );
  const [node, texts] = (await readScript.run(client, controls, [])) as [Buffer, (Buffer | null)[]];
  return {
    node: String(node),
    controls: texts.map((text) => text?.toString('latin1')),
    values: await values,
  };
}
