import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import type { RedisCommands } from '../client/redis-commands.js';
import type { KeyNames } from '../naming/key-names.js';

/** So that one node of a Cluster need not carry every message. All processes have to know the same number. */
const STREAMS_OF_A_CLUSTER = 4;

/** Where messages stand. Whoever reads reads all of them, so it does not matter which one a message is in. */
export class Streams {
  readonly all: readonly string[];

  constructor(client: RedisCommands, names: KeyNames) {
    const count = client.isCluster ? STREAMS_OF_A_CLUSTER : 1;
    this.all = Array.from({ length: count }, (_, number) => names.log(number));
  }

  /** The one in the slot of the control keys. */
  get ofControls(): string {
    return this.all[0]!;
  }

  /** Who reads a stream and relies on copies. */
  readersOf(stream: string): string {
    return `${stream}:readers`;
  }

  for(text: string): string {
    return this.all.length === 1 ? this.all[0]! : this.all[crc32(Buffer.from(text)) % this.all.length]!;
  }
}
