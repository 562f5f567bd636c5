import { setImmediate } from 'node:timers';
import type { Clock } from '../clock/clock.js';
import type { Milliseconds } from '../clock/duration.js';
import { systemClock } from '../clock/system-clock.js';

/** How many hits in one turn of the event loop may rely on one look at the clock. */
const HITS_PER_LOOK = 64;

/** What a copy in this process can be proven to be: never older than `own` storage, the log's word, its own age. */
export type Proof = 'own' | 'log' | 'age';

/**
 * Whether the near tier can be served from. It can while everything that was removed up to `maxStaleness` ago is known to
 * have been told here. The time is looked at and not waited for: a process that stood still finds out by its first hit.
 */
export class NearTrust {
  /** How many hits may still be served without a look. */
  credit = 0;
  #provenUntil = Number.NEGATIVE_INFINITY;
  #turnIsWatched = false;
  readonly #endTurn = () => {
    this.#turnIsWatched = false;
    this.credit = 0;
  };

  constructor(
    readonly proof: Proof,
    private readonly clock: Clock,
    readonly maxStaleness: Milliseconds,
    /** For hits that must not be a moment late, also those of a turn in which the process stood still. */
    private readonly looksAtEachHit = false,
  ) {}

  /** Since the last instant up to which everything removed is known; `Infinity` before there was one. */
  get lag(): Milliseconds {
    return Math.max(0, this.clock.monotonic() - this.#provenUntil);
  }

  /** Everything that was removed by then, of the clock's monotonic time, is known here. */
  proven(until: Milliseconds): void {
    this.#provenUntil = Math.max(this.#provenUntil, until);
  }

  /** How long ago everything was known here; `Infinity` if never. With a proof other than the log's, by its own age. */
  behind(askedAt: Milliseconds): Milliseconds {
    if (this.proof === 'own') return 0;
    return this.clock.monotonic() - (this.proof === 'age' ? askedAt : this.#provenUntil);
  }

  /** As `holds`, for who only looks. */
  wouldHold(askedAt: Milliseconds): boolean {
    return this.behind(askedAt) < this.maxStaleness;
  }

  /** @param askedAt when the entry in question was read from the far tier */
  holds(askedAt: Milliseconds): boolean {
    this.credit = 0;
    if (this.proof === 'own') return this.#extendCredit();
    const now = this.clock.monotonic();
    if (now - (this.proof === 'age' ? askedAt : this.#provenUntil) >= this.maxStaleness) return false;
    return this.proof === 'age' || this.#extendCredit();
  }

  /** Nothing can be relied on until the next proof. */
  end(): void {
    this.credit = 0;
    this.#provenUntil = Number.NEGATIVE_INFINITY;
  }

  /** With a clock that a test moves, every hit looks. */
  #extendCredit(): true {
    if (this.looksAtEachHit || this.clock !== systemClock) return true;
    this.credit = HITS_PER_LOOK;
    if (!this.#turnIsWatched) {
      this.#turnIsWatched = true;
      setImmediate(this.#endTurn).unref();
    }
    return true;
  }
}
