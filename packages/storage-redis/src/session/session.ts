import type { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers';
import type { Clock, EpochMilliseconds, Milliseconds } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import type { KeyNames } from '../naming/key-names.js';
import { clearScript, ensureScript, tagScript } from '../scripts/epoch-scripts.js';
import { type Epochs, isOfGeneration } from './epochs.js';
import { FailedRead, type Reply, read } from './read.js';
import { Server, type ServerState } from './server.js';
import { TagReader } from './tag-reader.js';

/** How long a tag is remembered at least. When it is forgotten, what carries it is loaded again. */
const TAG_KEPT_FOR: Milliseconds = 3_600_000;

/** What an answer of one flush is judged by. */
export interface Moment {
  readonly epochs: Epochs;
  /** Of this process's clock. */
  readonly now: EpochMilliseconds;
  /** By how much this process's clock is ahead of the instants on the wire. */
  readonly ahead: Milliseconds;
}

/** Something to be read with the next flush. */
export interface Question {
  /** The key of the namespace's epoch. */
  readonly epochName: string;
  /** The key of a value; `undefined` asks for the moment alone. */
  readonly name: string | undefined;
  answer(moment: Moment, bytes: Buffer | undefined): void;
  fail(cause: unknown): void;
}

/**
 * All that the keyspaces of one storage and one clock read. Reads of one turn of the event loop go out together, and
 * with them one read of the epochs, which is later than the beginning of each of them.
 */
export class Session {
  readonly server: Server;
  readonly tags: TagReader;
  #asked: Question[] = [];

  constructor(
    readonly client: RedisCommands,
    readonly names: KeyNames,
    readonly clock: Clock,
  ) {
    this.server = new Server(client, names.clock, clock);
    this.tags = new TagReader(client, names);
  }

  ask(question: Question): void {
    if (this.#asked.push(question) === 1) setImmediate(this.#flush);
  }

  moment(epochName: string): Promise<Moment> {
    return new Promise((answer, fail) => this.ask({ epochName, name: undefined, answer, fail }));
  }

  /** As `moment`; the tags exist afterwards, and are kept at least that long. */
  async momentWithTags(epochName: string, tags: readonly string[], keepFor = TAG_KEPT_FOR): Promise<Moment> {
    const server = await this.server.current();
    return this.#momentOf(await this.#ensure(epochName, server, tags, Math.max(keepFor, TAG_KEPT_FOR)));
  }

  async clear(epochName: string): Promise<void> {
    const { generation } = await this.server.current();
    await clearScript.run(this.client, [epochName], [generation]);
  }

  async markTags(tags: readonly string[], how: 'invalidate' | 'expire'): Promise<void> {
    if (tags.length === 0) return;
    const { generation } = await this.server.current();
    const keys = [this.names.clock, ...tags.map((tag) => this.names.tag(tag))];
    await tagScript.run(this.client, keys, [generation, TAG_KEPT_FOR, how]);
  }

  close(): void {
    this.server.close();
  }

  readonly #flush = (): void => {
    const questions = this.#asked;
    this.#asked = [];
    this.#answer(questions).catch((cause: unknown) => {
      for (const question of questions) question.fail(cause);
    });
  };

  async #answer(questions: readonly Question[]): Promise<void> {
    const epochNames = [...new Set(questions.map((question) => question.epochName))];
    const names = questions.flatMap((question) => question.name ?? []);
    this.server.prepare();
    const reply = await read(this.client, [this.names.clock, ...epochNames], names);
    const server = await this.server.current();
    const moments = await this.#moments(epochNames, reply, server);
    let next = 0;
    for (const question of questions) {
      const bytes = question.name === undefined ? undefined : reply.values[next++];
      if (bytes instanceof FailedRead) question.fail(bytes.cause);
      else question.answer(moments.get(question.epochName)!, bytes);
    }
  }

  async #moments(epochNames: readonly string[], reply: Reply, server: ServerState): Promise<Map<string, Moment>> {
    const moments = new Map<string, Moment>();
    if (reply.node !== server.node) this.server.forget();
    const [clock, ...epochs] = reply.controls;
    await Promise.all(
      epochNames.map(async (epochName, index) => {
        const epoch = epochs[index];
        const isGood =
          reply.node === server.node &&
          isOfGeneration(clock, server.generation) &&
          isOfGeneration(epoch, server.generation);
        const good = isGood ? { clock, epoch } : await this.#ensure(epochName, await this.server.current(), []);
        moments.set(epochName, this.#momentOf(good));
      }),
    );
    return moments;
  }

  async #ensure(
    epochName: string,
    { generation }: ServerState,
    tags: readonly string[],
    keepFor = TAG_KEPT_FOR,
  ): Promise<Epochs> {
    const keys = [this.names.clock, epochName, ...tags.map((tag) => this.names.tag(tag))];
    const args = [generation, Number.isFinite(keepFor) ? Math.ceil(keepFor) : ''];
    const texts = ((await ensureScript.run(this.client, keys, args)) as unknown[]).map(String);
    this.tags.learn(tags, texts.slice(2), texts[0]!);
    return { clock: texts[0]!, epoch: texts[1]! };
  }

  #momentOf(epochs: Epochs): Moment {
    return { epochs, now: this.clock.now(), ahead: this.server.ahead() };
  }
}
