import process from 'node:process';
import { types } from 'node:util';
import type { RemovalReason } from '@memoir/core';

/** Hears of everything that leaves a map. */
export type OnDelete<K, V> = (key: K, value: V, reason: RemovalReason) => void;

interface Notice<K, V> {
  readonly key: K;
  readonly value: V;
  readonly reason: RemovalReason;
  /** How many notices in a row led to this one, each by what the listener did on hearing the one before. */
  readonly depth: number;
}

/** Where a listener that answers each removal with another is no longer told: it would go on for ever. */
const DEEPEST = 1_000;

/**
 * Tells a listener of removals one after another, never while the state is being changed: what it does on hearing one
 * may remove more, which it hears of afterwards. What it throws, or rejects with, becomes a process warning.
 */
export class RemovalNotices<K, V> {
  readonly #onDelete: OnDelete<K, V> | undefined;
  /** Hears of each removal before the listener does: what stands on the map. Must not throw. */
  hears: OnDelete<K, V> | undefined = undefined;
  #waiting: Notice<K, V>[] = [];
  #depth = 0;
  #isDelivering = false;

  constructor(onDelete: OnDelete<K, V> | undefined) {
    this.#onDelete = onDelete;
  }

  /** False where nobody listens, so that nothing need be collected. */
  get areHeard(): boolean {
    return this.#onDelete !== undefined || this.hears !== undefined;
  }

  add(key: K, value: V, reason: RemovalReason): void {
    if (this.areHeard) this.#waiting.push({ key, value, reason, depth: this.#depth + 1 });
  }

  /** To be called when the state is consistent. */
  deliver(): void {
    if (this.#isDelivering || this.#waiting.length === 0) return;
    this.#isDelivering = true;
    // Each round tells of what the listener did in the round before.
    for (let round = this.#take(); round.length > 0; round = this.#take())
      for (const notice of round) this.#tell(notice);
    this.#isDelivering = false;
    this.#depth = 0;
  }

  #take(): Notice<K, V>[] {
    const round = this.#waiting;
    this.#waiting = [];
    return round;
  }

  #tell({ key, value, reason, depth }: Notice<K, V>): void {
    if (depth > DEEPEST) {
      warn(new Error('it removes something whenever it hears of a removal, and is not told any further'));
      return;
    }
    this.#depth = depth;
    this.hears?.(key, value, reason);
    try {
      const answer: unknown = this.#onDelete?.(key, value, reason);
      if (types.isPromise(answer)) answer.catch(warn);
    } catch (error) {
      warn(error);
    }
  }
}

function warn(error: unknown): void {
  const detail = types.isNativeError(error) ? error.stack : undefined;
  const code = 'MEMOIR_ON_DELETE';
  process.emitWarning(`onDelete of a BoundedMap failed: ${describe(error)}`, { code, ...(detail && { detail }) });
}

function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return typeof error;
  }
}
