import type { LiveFunction, TakenHit } from '@memoir/core';

/**
 * Takes one of so many hits of a function. Hits are not counted on their way: at each tick the statistics tell how many
 * there were, and as many of the next ones are taken as are due by then.
 */
export class HitSampler {
  #seen: number;
  #due = 0;
  #cancel: (() => void) | undefined = undefined;

  constructor(
    readonly watched: LiveFunction,
    private readonly share: number,
    /** Is given each hit that is taken; one that it lets go is not made up for. */
    private readonly take: (watched: LiveFunction, hit: TakenHit) => void,
  ) {
    this.#seen = this.#hits();
  }

  /** @param most that may be taken until the next tick; what is due beyond that is let go */
  tick(most: number): void {
    const hits = this.#hits();
    this.#due = Math.min(this.#due + (hits - this.#seen) * this.share, most);
    this.#seen = hits;
    this.#arm();
  }

  stop(): void {
    this.#cancel?.();
    this.#due = 0;
  }

  #arm(): void {
    if (this.#cancel !== undefined || this.#due < 1) return;
    this.#cancel = this.watched.takeNextHit((hit) => {
      this.#cancel = undefined;
      this.#due--;
      this.take(this.watched, hit);
      this.#arm();
    });
  }

  #hits(): number {
    return this.watched.handle?.statistics().hits ?? 0;
  }
}
