import type { Buffer } from 'node:buffer';
import { systemClock } from '@memoir/core';
import { checkedClient } from '../client/checked-client.js';
import type { RedisCommands } from '../client/redis-commands.js';
import { KeyNames } from '../naming/key-names.js';
import { readablePart } from '../naming/readable-part.js';
import { Server } from '../session/server.js';
import { Session } from '../session/session.js';
import { decodeValue } from '../wire/value-format.js';
import { type FoundName, foundName } from './found-name.js';
import { type Look, look } from './look.js';

/** How many keys the server looks at for one reply. */
const LOOKED_AT_ONCE = 1_000;
/** What a pattern gives a meaning to. */
const SPECIAL = /[*?[\]\\^-]/g;

/** A client as it is, or of a Cluster, which knows its nodes. */
export interface InspectedClient extends RedisCommands {
  nodes?(role: 'master'): readonly RedisCommands[];
}

export interface RedisInspectorOptions {
  readonly client: InspectedClient;
  /** As the storage's. @default 'memoir' */
  readonly prefix?: string | undefined;
}

/** What stands under one key, as `describe` tells it, and its bytes. */
export interface InspectedEntry extends Omit<Look, 'bytes'> {
  /** What the serde made of the value; `undefined` where no value stands that can be read. */
  readonly payload: Uint8Array | undefined;
}

/** Looks at what `RedisStorage` keeps, for tools: by `SCAN` and reads, never by a command that changes anything. */
export class RedisInspector {
  readonly #client: InspectedClient;
  readonly #names: KeyNames;
  readonly #prefix: string;
  readonly #server: Server;
  readonly #session: Session;

  constructor({ client, prefix = 'memoir' }: RedisInspectorOptions) {
    this.#client = checkedClient(client) as InspectedClient;
    this.#names = new KeyNames(prefix);
    this.#prefix = `${readablePart(prefix)}:`;
    this.#server = new Server(client, this.#names.clock);
    this.#session = new Session(client, client, this.#names, this.#server, systemClock);
  }

  /** How many keys a whole scan looks at: all of the server's, whoever's they are. */
  async size(): Promise<number> {
    const sizes = await Promise.all(this.#nodes().map((node) => node.callBuffer('DBSIZE').then(Number)));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /**
   * The names of values, leases and tombstones, in no order, each once; on a Cluster from every master. What comes or goes
   * meanwhile may be among them or not.
   *
   * @param namespace only those of this one
   * @param looked told after each reply how many keys the server has looked at, more or less
   */
  async *names(namespace?: string, looked?: (count: number) => void): AsyncGenerator<FoundName> {
    const beginning = namespace === undefined ? this.#prefix : this.#names.namespace(namespace);
    const pattern = `${beginning.replace(SPECIAL, '\\$&')}*{*}*`;
    const seen = new Set<string>();
    for (const node of this.#nodes()) {
      let cursor = '0';
      do {
        const [next, names] = (await node.callBuffer('SCAN', cursor, 'MATCH', pattern, 'COUNT', LOOKED_AT_ONCE)) as [
          Buffer,
          Buffer[],
        ];
        looked?.(LOOKED_AT_ONCE);
        cursor = String(next);
        for (const bytes of names) {
          const name = bytes.toString();
          const found = seen.has(name) ? undefined : foundName(name, name.slice(this.#prefix.length));
          seen.add(name);
          if (found !== undefined && (namespace === undefined || found.namespace === namespace)) yield found;
        }
      } while (cursor !== '0');
    }
  }

  /** What stands under a key. */
  entry(namespace: string, key: string): Promise<InspectedEntry> {
    return this.entryNamed(namespace, this.#names.value(this.#names.namespace(namespace), key));
  }

  /** As `entry`, by the name of the Redis key: what is known of one whose key is not. */
  async entryNamed(namespace: string, name: string): Promise<InspectedEntry> {
    const { bytes, ...entry } = await look(this.#session, namespace, name, undefined);
    return { ...entry, payload: bytes && entry.entry && decodeValue(bytes).payload };
  }

  /** Stops listening to the client, which stays open. */
  close(): void {
    this.#server.close();
  }

  #nodes(): readonly RedisCommands[] {
    return this.#client.nodes?.('master') ?? [this.#client];
  }
}
