import type { Clock, Milliseconds } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import type { KeyNames } from '../naming/key-names.js';
import { clearScript, ensureScript, tagScript } from '../scripts/epoch-scripts.js';
import { confirmTagsScript, quarantineTagsScript } from '../scripts/quarantine-scripts.js';
import type { Script } from '../scripts/script.js';
import type { Epochs } from './epochs.js';
import type { Moment, Question } from './question.js';
import { Reader } from './reader.js';
import type { Server, ServerState } from './server.js';
import { ServerTime } from './server-time.js';
import { TagReader } from './tag-reader.js';

/** How long a tag is remembered at least. When it is forgotten, what carries it is loaded again. */
const TAG_KEPT_FOR: Milliseconds = 3_600_000;

/** What a write that has tags in quarantine says of itself. */
export interface TagWrite {
  readonly token: string;
  readonly standsFor: Milliseconds;
  /** Empty for none. */
  readonly message: string;
}

/**
 * All that the keyspaces of one storage and one clock read, and what they change for more than one key.
 */
export class Session {
  readonly tags: TagReader;
  readonly #time: ServerTime;
  readonly #clears = new Map<string, number>();
  readonly #reader: Reader;

  constructor(
    readonly client: RedisCommands,
    /** For what is invalidated: its confirmation may take more than that of other commands. */
    private readonly removals: RedisCommands,
    readonly names: KeyNames,
    readonly server: Server,
    readonly clock: Clock,
  ) {
    this.tags = new TagReader(client, names);
    this.#time = new ServerTime(server, clock);
    this.#reader = new Reader({
      client,
      server,
      clockName: names.clock,
      ensure: (epochName, current) => this.#ensure(epochName, current, []),
      momentOf: (epochs) => this.#momentOf(epochs),
    });
  }

  ask(question: Question): void {
    this.#reader.ask(question);
  }

  moment(epochName: string, needsClock: boolean): Promise<Moment> {
    return new Promise((answer, fail) => this.ask({ epochName, name: undefined, needsClock, answer, fail }));
  }

  /** As `moment`; the tags exist afterwards, and are kept at least that long. */
  async momentWithTags(epochName: string, tags: readonly string[], keepFor = TAG_KEPT_FOR): Promise<Moment> {
    const server = await this.server.current();
    return this.#momentOf(await this.#ensure(epochName, server, tags, Math.max(keepFor, TAG_KEPT_FOR)));
  }

  /** How often the namespace was cleared from here, from the moment of the call on. */
  clearsOf(epochName: string): number {
    return this.#clears.get(epochName) ?? 0;
  }

  async clear(epochName: string, message: string): Promise<void> {
    this.#clears.set(epochName, this.clearsOf(epochName) + 1);
    const { generation } = await this.server.current();
    await clearScript.run(this.removals, [epochName, this.names.log(0)], [generation, message]);
  }

  /** By how much the clock is ahead of the server's. */
  async ahead(): Promise<Milliseconds> {
    await this.server.current();
    return this.#time.ahead();
  }

  async markTags(tags: readonly string[], how: 'invalidate' | 'expire', message: string): Promise<void> {
    if (tags.length === 0) return;
    const { generation } = await this.server.current();
    const keys = [this.names.clock, this.names.log(0), this.names.writes, ...tags.map((tag) => this.names.tag(tag))];
    await tagScript.run(this.removals, keys, [generation, TAG_KEPT_FOR, how, message]);
  }

  /** @returns whether this very write had them all in quarantine already */
  async quarantineTags(tags: readonly string[], write: TagWrite): Promise<boolean> {
    return Number(await this.#runTagWrite(quarantineTagsScript, tags, write)) === 1;
  }

  async confirmTags(tags: readonly string[], write: TagWrite): Promise<void> {
    await this.#runTagWrite(confirmTagsScript, tags, write);
  }

  async #runTagWrite(script: Script, tags: readonly string[], write: TagWrite): Promise<unknown> {
    const { token, standsFor, message } = write;
    const { generation } = await this.server.current();
    const { clock, writes } = this.names;
    const keys = [clock, writes, this.names.log(0), ...tags.map((tag) => this.names.tag(tag))];
    const keptFor = TAG_KEPT_FOR + standsFor;
    return script.run(this.removals, keys, [generation, keptFor, token, standsFor, message]);
  }

  async #ensure(
    epochName: string,
    { generation }: ServerState,
    tags: readonly string[],
    keepFor = TAG_KEPT_FOR,
  ): Promise<Epochs> {
    const keys = [this.names.clock, epochName, this.names.writes, ...tags.map((tag) => this.names.tag(tag))];
    const args = [generation, Number.isFinite(keepFor) ? Math.ceil(keepFor) : ''];
    const texts = ((await ensureScript.run(this.client, keys, args)) as unknown[]).map(String);
    this.tags.learn(tags, texts.slice(2), texts[0]!);
    return { clock: texts[0]!, epoch: texts[1]! };
  }

  #momentOf(epochs: Epochs): Moment {
    const now = this.clock.now();
    return { epochs, now, ahead: this.#time.ahead(now) };
  }
}
