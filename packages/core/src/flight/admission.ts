import { LoadQueueFullError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import { type LoadLimit, placesOf } from './load-limit.js';
import type { Guest } from './places.js';

export interface AdmissionTerms {
  /** The function's own before the one it shares, so that no two loads wait for each other. */
  readonly limits: readonly LoadLimit[];
  /** For the error; a batch has none. */
  readonly key?: CacheKey | undefined;
  /** After waiting: it has a place at every limit. */
  readonly admitted: () => void;
  /** After waiting: it gets no place. */
  readonly refused: (error: LoadQueueFullError) => void;
}

/** The way of one load, or of one batch, through its limits: a place at each is taken in turn, and all are given back. */
export class Admission implements Guest {
  #placedAt = 0;
  #isOver = false;

  constructor(
    private readonly terms: AdmissionTerms,
    public isBackground: boolean,
  ) {}

  /**
   * @returns whether it has all its places; otherwise it waits
   * @throws {LoadQueueFullError}
   */
  ask(): boolean {
    const { limits } = this.terms;
    for (; this.#placedAt < limits.length; this.#placedAt++) {
      const limit = limits[this.#placedAt]!;
      const answer = placesOf(limit)!.enter(this);
      if (answer === 'waiting') return false;
      if (answer === 'refused') throw this.#queueFull(limit);
    }
    return true;
  }

  /** Somebody waits for it from now on. */
  prefer(): void {
    if (!this.isBackground) return;
    this.isBackground = false;
    const waitsAt = this.terms.limits[this.#placedAt];
    if (waitsAt) placesOf(waitsAt)!.prefer(this);
  }

  placed(): void {
    this.#placedAt++;
    try {
      if (this.ask()) this.terms.admitted();
    } catch (error) {
      this.terms.refused(error as LoadQueueFullError);
    }
  }

  displaced(): void {
    this.terms.refused(this.#queueFull(this.terms.limits[this.#placedAt]!));
  }

  /** Whatever it has: places, or one in a queue. Does nothing the second time. */
  giveBack(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { limits } = this.terms;
    const waitsAt = limits[this.#placedAt];
    if (waitsAt) placesOf(waitsAt)!.leave(this);
    for (const limit of limits.slice(0, this.#placedAt)) placesOf(limit)!.exit();
  }

  #queueFull(limit: LoadLimit): LoadQueueFullError {
    const message = `the load was not begun: as many as may wait do so already (${describeLimit(limit)})`;
    return new LoadQueueFullError(message, { key: this.terms.key });
  }
}

/** What a limit is called in a message. */
export function describeLimit({ name, concurrent, waiting }: LoadLimit): string {
  return `${name ? `${name}: ` : ''}${concurrent} loads at a time, ${waiting} waiting`;
}
