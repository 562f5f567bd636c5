import { nextTick } from 'node:process';
import { setImmediate } from 'node:timers';
import { StorageError } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import type { Epochs } from './epochs.js';
import { Flush } from './flush.js';
import { KnownEpochs } from './known-epochs.js';
import type { Moment, Question } from './question.js';
import { type Reply, read, replyFrom } from './read.js';
import type { Server, ServerState } from './server.js';

/** What a reader needs besides what it reads itself. */
export interface ReaderTerms {
  readonly client: RedisCommands;
  readonly server: Server;
  readonly clockName: string;
  /** Makes epochs that the server does not have, or has from another one. */
  readonly ensure: (epochName: string, server: ServerState) => Promise<Epochs>;
  readonly momentOf: (epochs: Epochs) => Moment;
}

/**
 * Reads what is asked for together, and with it the epochs that the values are judged by: one read of them for all, later
 * than the beginning of each question.
 */
export class Reader {
  readonly #known = new KnownEpochs();
  #asked: Question[] = [];
  #underWay = 0;

  constructor(private readonly terms: ReaderTerms) {}

  /**
   * Who asks while nothing is being read waits for no more than the end of what runs at this moment, which a turn of the
   * event loop would add a twentieth to. While the server is busy with a read anyway, what is asked in one turn goes
   * out together.
   */
  ask(question: Question): void {
    if (this.#asked.push(question) > 1) return;
    if (this.#underWay === 0) nextTick(this.#flush);
    else setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    const { client, server, clockName } = this.terms;
    const flush = new Flush(this.#asked, clockName);
    this.#asked = [];
    server.prepare();
    this.#underWay++;
    read(client, flush.keys, flush.controls).then(
      (raw) => {
        this.#underWay--;
        this.#judge(flush, raw);
      },
      (cause: unknown) => {
        this.#underWay--;
        flush.fail(cause);
      },
    );
  };

  /** Without waiting where nothing has changed, which is nearly always: each turn of the loop costs as much as a read. */
  #judge(flush: Flush, raw: unknown): void {
    const reply = replyFrom(raw, flush.keys.length);
    const server = this.terms.server.known;
    const moments = server && reply && this.#momentsIn(flush, reply, server);
    if (reply === undefined) flush.fail(new StorageError('Redis answered MGET with something else'));
    else if (moments) flush.answer(reply, moments);
    else this.#judgeAnew(flush, reply).catch((cause: unknown) => flush.fail(cause));
  }

  #momentsIn(flush: Flush, reply: Reply, server: ServerState): readonly Moment[] | undefined {
    const moments: Moment[] = [];
    for (let index = 0; index < flush.epochNames.length; index++) {
      const epochs = flush.epochsIn(reply, index, server, this.#known);
      if (epochs === undefined) return undefined;
      moments.push(this.terms.momentOf(epochs));
    }
    return moments;
  }

  /** The server was not known, is another, or has no valid epochs. */
  async #judgeAnew(flush: Flush, reply: Reply): Promise<void> {
    const { server, ensure, momentOf } = this.terms;
    // Asked for after the reply: a lost connection is known before what came by a new one.
    const known = await server.current();
    if (reply.node !== known.node) server.forget();
    const current = await server.current();
    const moments = await Promise.all(
      flush.epochNames.map(async (epochName, index) =>
        momentOf(flush.epochsIn(reply, index, current, this.#known) ?? (await ensure(epochName, current))),
      ),
    );
    flush.answer(reply, moments);
  }
}
