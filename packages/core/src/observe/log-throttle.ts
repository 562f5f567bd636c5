import type { Milliseconds } from '../clock/duration.js';

/** While something fails at call rate, one line in this time is enough; it says how many it stands for. */
const ONE_LINE_IN: Milliseconds = 1_000;

/** Keeps what happens at call rate from filling the log. */
export class LogThrottle {
  #unwritten = 0;
  #writtenAt: Milliseconds = Number.NEGATIVE_INFINITY;

  /** It has happened once more. @returns how many times the line to be written now stands for; 0 if none is to be */
  count(now: Milliseconds): number {
    this.#unwritten++;
    if (now - this.#writtenAt < ONE_LINE_IN) return 0;
    const happened = this.#unwritten;
    this.#unwritten = 0;
    this.#writtenAt = now;
    return happened;
  }
}
