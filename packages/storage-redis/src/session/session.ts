import type { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers';
import type { Clock, EpochMilliseconds, Milliseconds } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import type { KeyNames } from '../naming/key-names.js';
import { clearScript, ensureScript, tagScript } from '../scripts/epoch-scripts.js';
import { type Epochs, isOfGeneration } from './epochs.js';
import { FailedRead, type Reply, read } from './read.js';
import type { Server, ServerState } from './server.js';
import { ServerTime } from './server-time.js';
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
  readonly tags: TagReader;
  readonly #time: ServerTime;
  readonly #clears = new Map<string, number>();
  #asked: Question[] = [];

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

  /** How often the namespace was cleared from here, from the moment of the call on. */
  clearsOf(epochName: string): number {
    return this.#clears.get(epochName) ?? 0;
  }

  async clear(epochName: string): Promise<void> {
    this.#clears.set(epochName, this.clearsOf(epochName) + 1);
    const { generation } = await this.server.current();
    await clearScript.run(this.removals, [epochName], [generation]);
  }

  /** By how much the clock is ahead of the server's. */
  async ahead(): Promise<Milliseconds> {
    await this.server.current();
    return this.#time.ahead();
  }

  async markTags(tags: readonly string[], how: 'invalidate' | 'expire'): Promise<void> {
    if (tags.length === 0) return;
    const { generation } = await this.server.current();
    const keys = [this.names.clock, ...tags.map((tag) => this.names.tag(tag))];
    await tagScript.run(this.removals, keys, [generation, TAG_KEPT_FOR, how]);
  }

  readonly #flush = (): void => {
    const questions = this.#asked;
    this.#asked = [];
    const epochNames = epochNamesOf(questions);
    const names: string[] = [];
    for (const { name } of questions) if (name !== undefined) names.push(name);
    this.server.prepare();
    const fail = (cause: unknown) => {
      for (const question of questions) question.fail(cause);
    };
    read(this.client, [this.names.clock, ...epochNames], names).then(
      (reply) => this.#judge(questions, epochNames, reply)?.catch(fail),
      fail,
    );
  };

  /** Without waiting where nothing has changed, which is nearly always: each turn of the loop costs as much as a read. */
  #judge(questions: readonly Question[], epochNames: readonly string[], reply: Reply): undefined | Promise<void> {
    const server = this.server.known;
    const moments = new Map<string, Moment>();
    if (server !== undefined) {
      epochNames.forEach((epochName, index) => {
        const epochs = epochsIn(reply, index, server);
        if (epochs !== undefined) moments.set(epochName, this.#momentOf(epochs));
      });
    }
    if (moments.size < epochNames.length) return this.#judgeAnew(questions, epochNames, reply);
    answer(questions, moments, reply);
    return undefined;
  }

  /** The server was not known, is another, or has no valid epochs. */
  async #judgeAnew(questions: readonly Question[], epochNames: readonly string[], reply: Reply): Promise<void> {
    // Asked for after the reply: a lost connection is known before what came by a new one.
    const known = await this.server.current();
    if (reply.node !== known.node) this.server.forget();
    const server = await this.server.current();
    const moments = new Map<string, Moment>();
    await Promise.all(
      epochNames.map(async (epochName, index) => {
        const epochs = epochsIn(reply, index, server) ?? (await this.#ensure(epochName, server, []));
        moments.set(epochName, this.#momentOf(epochs));
      }),
    );
    answer(questions, moments, reply);
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
    return { epochs, now: this.clock.now(), ahead: this.#time.ahead() };
  }
}

function epochNamesOf(questions: readonly Question[]): readonly string[] {
  const first = questions[0]!.epochName;
  if (questions.every((question) => question.epochName === first)) return [first];
  return [...new Set(questions.map((question) => question.epochName))];
}

/** @returns `undefined` unless they were issued by this very server */
function epochsIn({ node, controls }: Reply, index: number, server: ServerState): Epochs | undefined {
  const clock = controls[0];
  const epoch = controls[index + 1];
  const isGood =
    node === server.node && isOfGeneration(clock, server.generation) && isOfGeneration(epoch, server.generation);
  return isGood ? { clock, epoch } : undefined;
}

function answer(questions: readonly Question[], moments: ReadonlyMap<string, Moment>, { values }: Reply): void {
  let next = 0;
  for (const question of questions) {
    const bytes = question.name === undefined ? undefined : values[next++];
    if (bytes instanceof FailedRead) question.fail(bytes.cause);
    else question.answer(moments.get(question.epochName)!, bytes);
  }
}
