import type { Clock, Milliseconds } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import type { KeyNames } from '../naming/key-names.js';
import { clearScript, ensureScript, tagScript } from '../scripts/epoch-scripts.js';
import { confirmTagsScript, quarantineTagsScript } from '../scripts/quarantine-scripts.js';
import type { Script } from '../scripts/script.js';
import type { Epochs } from './epochs.js';
import { KeptEpochs } from './kept-epochs.js';
import type { Moment, Question } from './question.js';
import { Reader } from './reader.js';
import type { Server, ServerState } from './server.js';
import { ServerTime } from './server-time.js';
import { TagReader } from './tag-reader.js';

/** How long a tag is remembered at least. When it is forgotten, what carries it is loaded again. */
const TAG_KEPT_FOR: Milliseconds = 3_600_000;
/** How long the epoch of a namespace is at least. When it is gone, what stands under it is loaded again. */
const EPOCH_KEPT_FOR: Milliseconds = 86_400_000;
/** So that it need not be told with every write. */
const EPOCH_OUTLIVES_ENTRY = 2;
/** Namespaces of which is remembered how often they were cleared; beyond that all of them count as cleared just now. */
const MOST_CLEARS = 10_000;

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
  #clearsOfAll = 0;
  readonly #kept = new KeptEpochs();
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

  /** As `moment`; the epoch is kept longer than what was written to the namespace for that long. */
  async momentOfWrite(epochName: string, keepFor: Milliseconds): Promise<Moment> {
    if (this.#kept.stands(epochName, this.clock.monotonic() + keepFor)) {
      const moment = await this.moment(epochName, false);
      if (this.#kept.isSame(epochName, moment.epochs.epoch)) return moment;
    }
    return this.momentWithTags(epochName, [], keepFor);
  }

  /** As `moment`; the tags exist afterwards, and are kept at least that long. */
  async momentWithTags(epochName: string, tags: readonly string[], keepFor = TAG_KEPT_FOR): Promise<Moment> {
    const server = await this.server.current();
    return this.#momentOf(await this.#ensure(epochName, server, tags, keepFor));
  }

  /** Another number after each time that the namespace was cleared from here. */
  clearsOf(epochName: string): number {
    return this.#clearsOfAll + (this.#clears.get(epochName) ?? 0);
  }

  async clear(epochName: string, message: string): Promise<void> {
    this.#countClear(epochName);
    const { generation } = await this.server.current();
    await clearScript.run(this.removals, [epochName, this.names.log(0)], [generation, EPOCH_KEPT_FOR, message]);
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

  #countClear(epochName: string): void {
    const clears = this.clearsOf(epochName) + 1;
    if (this.#clears.size < MOST_CLEARS) {
      this.#clears.set(epochName, clears - this.#clearsOfAll);
      return;
    }
    this.#clearsOfAll = this.#clearsOfAll + Math.max(...this.#clears.values()) + 1;
    this.#clears.clear();
  }

  async #runTagWrite(script: Script, tags: readonly string[], write: TagWrite): Promise<unknown> {
    const { token, standsFor, message } = write;
    const { generation } = await this.server.current();
    const { clock, writes } = this.names;
    const keys = [clock, writes, this.names.log(0), ...tags.map((tag) => this.names.tag(tag))];
    const keptFor = TAG_KEPT_FOR + standsFor;
    return script.run(this.removals, keys, [generation, keptFor, token, standsFor, message]);
  }

  async #ensure(epochName: string, { generation }: ServerState, tags: readonly string[], keepFor = 0): Promise<Epochs> {
    const keys = [this.names.clock, epochName, this.names.writes, ...tags.map((tag) => this.names.tag(tag))];
    const keepEpochFor = Math.max(EPOCH_OUTLIVES_ENTRY * keepFor, EPOCH_KEPT_FOR);
    const args = [generation, periodArgument(Math.max(keepFor, TAG_KEPT_FOR)), periodArgument(keepEpochFor)];
    const askedAt = this.clock.monotonic();
    const texts = ((await ensureScript.run(this.client, keys, args)) as unknown[]).map(String);
    this.tags.learn(tags, texts.slice(2), texts[0]!);
    this.#kept.learn(epochName, texts[1]!, askedAt + keepEpochFor);
    return { clock: texts[0]!, epoch: texts[1]! };
  }

  #momentOf(epochs: Epochs): Moment {
    const now = this.clock.now();
    return { epochs, now, ahead: this.#time.ahead(now) };
  }
}

/** For a script; empty for ever. */
function periodArgument(period: Milliseconds): number | '' {
  return Number.isFinite(period) ? Math.ceil(period) : '';
}
