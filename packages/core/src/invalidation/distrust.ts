import type { Clock, Timer } from '../clock/clock.js';
import type { Milliseconds } from '../clock/duration.js';
import type { CacheKey } from '../key/cache-key.js';

/** Past so many keys the whole keyspace is distrusted and cleared with one command. */
const MOST_KEYS = 10_000;
const FIRST_RETRY_AFTER: Milliseconds = 100;
const LONGEST_RETRY_AFTER: Milliseconds = 5_000;

/** Sends an invalidation again. @returns a promise that rejects if it still cannot be confirmed */
type Command = () => Promise<void>;

/**
 * The keys whose invalidation the storage has not confirmed: what it holds for them may be what should be gone, so they
 * are neither read nor written until one of the retries is confirmed. Retries double their distance and keep no process
 * alive.
 */
export class Distrust {
  /** Whether any key is distrusted: asked on the way of every hit, hence a field. */
  isAny = false;
  readonly #commands = new Map<CacheKey, Command>();
  #clearing: Command | undefined = undefined;
  /** Removals by tag: any key may be among those they concern. */
  readonly #ofTags = new Set<Command>();
  #retryAfter = FIRST_RETRY_AFTER;
  #timer: Timer | undefined = undefined;
  #isClosed = false;

  constructor(
    private readonly clock: Clock,
    private readonly clear: Command,
    /** Told when a key (or with `undefined`: all of them) can be trusted again. */
    private readonly confirmed: (key: CacheKey | undefined) => void,
  ) {}

  /** How many invalidations are unconfirmed; `Infinity` if that of the whole keyspace, or of a tag, is. */
  get size(): number {
    return this.#isOfAll ? Number.POSITIVE_INFINITY : this.#commands.size;
  }

  has(key: CacheKey): boolean {
    return this.isAny && (this.#isOfAll || this.#commands.has(key));
  }

  get #isOfAll(): boolean {
    return this.#clearing !== undefined || this.#ofTags.size > 0;
  }

  add(key: CacheKey, command: Command): void {
    if (this.#clearing) return;
    this.#commands.set(key, command);
    this.isAny = true;
    if (this.#commands.size > MOST_KEYS) this.addAll();
    this.#arm();
  }

  addAll(): void {
    this.#commands.clear();
    this.#clearing = this.clear;
    this.isAny = true;
    this.#arm();
  }

  addTags(command: Command): void {
    this.#ofTags.add(command);
    this.isAny = true;
    this.#arm();
  }

  /** The invalidation of this key was confirmed after all. */
  trust(key: CacheKey): void {
    if (!this.#commands.delete(key)) return;
    this.isAny = this.size > 0;
    this.confirmed(key);
  }

  /** The whole keyspace was cleared. Tags that others carry as well are to be confirmed nevertheless. */
  trustAll(): void {
    const was = this.size;
    this.#commands.clear();
    this.#clearing = undefined;
    this.isAny = this.size > 0;
    if (was > 0) this.confirmed(undefined);
  }

  #trustTags(command: Command): void {
    if (!this.#ofTags.delete(command)) return;
    this.isAny = this.size > 0;
    this.confirmed(undefined);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    if (this.#timer !== undefined || this.size === 0 || this.#isClosed) return;
    this.#timer = this.clock.schedule(this.#retryAfter, () => void this.#retry());
  }

  async #retry(): Promise<void> {
    try {
      if (this.#clearing) {
        await this.#clearing();
        this.trustAll();
      }
      for (const command of this.#ofTags) {
        if (this.#isClosed) return;
        await command();
        this.#trustTags(command);
      }
      for (const [key, command] of this.#commands) {
        if (this.#isClosed) return;
        await command();
        if (this.#commands.get(key) === command) this.trust(key);
      }
      this.#retryAfter = FIRST_RETRY_AFTER;
    } catch {
      // Reported by the command itself; what is left to do is to try again later.
      this.#retryAfter = Math.min(this.#retryAfter * 2, LONGEST_RETRY_AFTER);
    }
    this.#timer = undefined;
    this.#arm();
  }
}
