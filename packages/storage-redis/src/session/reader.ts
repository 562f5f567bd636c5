import type { Buffer } from 'node:buffer';
import { nextTick } from 'node:process';
import { setImmediate } from 'node:timers';
import type { RedisCommands } from '../client/redis-commands.js';
import { type Epochs, NOT_ASKED } from './epochs.js';
import { KnownEpochs } from './known-epochs.js';
import type { Moment, Question } from './question.js';
import { FailedRead, type Reply, read } from './read.js';
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
    const questions = this.#asked;
    this.#asked = [];
    const epochNames = epochNamesOf(questions);
    const needsClock = questions.some((question) => question.needsClock);
    const keys = needsClock ? [...epochNames, clockName] : [...epochNames];
    const controls = keys.length;
    for (const { name } of questions) if (name !== undefined) keys.push(name);
    server.prepare();
    this.#underWay++;
    read(client, keys, controls).then(
      (reply) => {
        this.#underWay--;
        this.#judge({ questions, epochNames, controls, reply });
      },
      (cause: unknown) => {
        this.#underWay--;
        failAll(questions, cause);
      },
    );
  };

  /** Without waiting where nothing has changed, which is nearly always: each turn of the loop costs as much as a read. */
  #judge(answered: Answered): void {
    const server = this.terms.server.known;
    const moments: Moment[] = [];
    if (server !== undefined) {
      for (const index of answered.epochNames.keys()) {
        const epochs = this.#epochsIn(answered, server, index);
        if (epochs === undefined) break;
        moments.push(this.terms.momentOf(epochs));
      }
    }
    if (moments.length === answered.epochNames.length) tell(answered, moments);
    else this.#judgeAnew(answered).catch((cause: unknown) => failAll(answered.questions, cause));
  }

  /** The server was not known, is another, or has no valid epochs. */
  async #judgeAnew(answered: Answered): Promise<void> {
    const { server, ensure, momentOf } = this.terms;
    // Asked for after the reply: a lost connection is known before what came by a new one.
    const known = await server.current();
    if (answered.reply.node !== known.node) server.forget();
    const current = await server.current();
    const moments = await Promise.all(
      answered.epochNames.map(async (epochName, index) =>
        momentOf(this.#epochsIn(answered, current, index) ?? (await ensure(epochName, current))),
      ),
    );
    tell(answered, moments);
  }

  #epochsIn({ reply, epochNames, controls }: Answered, server: ServerState, index: number): Epochs | undefined {
    if (reply.node !== server.node) return undefined;
    const clock = controls > epochNames.length ? textIn(reply.texts[epochNames.length]) : NOT_ASKED;
    return this.#known.from(server, epochNames[index]!, clock, textIn(reply.texts[index]));
  }
}

/** One flush with its reply. */
interface Answered {
  readonly questions: readonly Question[];
  readonly epochNames: readonly string[];
  /** How many texts of the reply come before those of the values: the epochs, and perhaps the clock of tags. */
  readonly controls: number;
  readonly reply: Reply;
}

function epochNamesOf(questions: readonly Question[]): readonly string[] {
  const first = questions[0]!.epochName;
  if (questions.every((question) => question.epochName === first)) return [first];
  return [...new Set(questions.map((question) => question.epochName))];
}

/** Control keys are ASCII. */
function textIn(bytes: Reply['texts'][number]): string | undefined {
  return bytes instanceof FailedRead ? undefined : bytes?.toString('latin1');
}

function tell({ questions, epochNames, controls, reply }: Answered, moments: readonly Moment[]): void {
  let next = controls;
  for (const question of questions) {
    const bytes: Buffer | FailedRead | null | undefined = question.name === undefined ? undefined : reply.texts[next++];
    const moment = moments.length === 1 ? moments[0]! : moments[epochNames.indexOf(question.epochName)]!;
    if (bytes instanceof FailedRead) question.fail(bytes.cause);
    else question.answer(moment, bytes ?? undefined);
  }
}

function failAll(questions: readonly Question[], cause: unknown): void {
  for (const question of questions) question.fail(cause);
}
