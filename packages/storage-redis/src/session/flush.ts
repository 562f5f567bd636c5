import type { Buffer } from 'node:buffer';
import { type Epochs, NOT_ASKED } from './epochs.js';
import type { KnownEpochs } from './known-epochs.js';
import type { Moment, Question } from './question.js';
import { FailedRead, type Reply } from './read.js';
import type { ServerState } from './server.js';

/** Questions that are read together: first the control keys that their answers are judged by, then the values. */
export class Flush {
  /** Of each namespace once. */
  readonly epochNames: string[] = [];
  readonly keys: readonly string[];
  /** How many of the keys are control keys. */
  readonly controls: number;

  constructor(
    private readonly questions: readonly Question[],
    clockName: string,
  ) {
    let needsClock = false;
    for (const question of questions) {
      const { epochName } = question;
      if (epochName !== this.epochNames[0] && !this.epochNames.includes(epochName)) this.epochNames.push(epochName);
      if (question.needsClock) needsClock = true;
    }
    const keys = this.epochNames.slice();
    if (needsClock) keys.push(clockName);
    this.controls = keys.length;
    for (const { name } of questions) if (name !== undefined) keys.push(name);
    this.keys = keys;
  }

  /** @returns the epochs of one namespace, unless the reply has none that were issued by this very server */
  epochsIn({ node, texts }: Reply, index: number, server: ServerState, known: KnownEpochs): Epochs | undefined {
    if (node !== server.node) return undefined;
    const { length } = this.epochNames;
    const clock = this.controls > length ? textIn(texts[length]) : NOT_ASKED;
    return known.from(server, this.epochNames[index]!, clock, textIn(texts[index]));
  }

  /** @param moments one for each namespace */
  answer({ texts }: Reply, moments: readonly Moment[]): void {
    const { epochNames } = this;
    let next = this.controls;
    for (const question of this.questions) {
      const bytes: Buffer | FailedRead | null | undefined = question.name === undefined ? undefined : texts[next++];
      const index = epochNames.length === 1 ? 0 : epochNames.indexOf(question.epochName);
      if (bytes instanceof FailedRead) question.fail(bytes.cause);
      else question.answer(moments[index]!, bytes ?? undefined);
    }
  }

  fail(cause: unknown): void {
    for (const question of this.questions) question.fail(cause);
  }
}

/** Control keys are ASCII. */
function textIn(bytes: Reply['texts'][number]): string | undefined {
  return bytes instanceof FailedRead ? undefined : bytes?.toString('latin1');
}
