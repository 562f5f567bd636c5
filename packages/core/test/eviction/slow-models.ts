import type { EvictionStrategy } from '../../src/eviction/eviction-strategy.js';

/**
 * Strategies as their papers put them: what goes is chosen before the new key is put in, and everything is an array that
 * is searched from end to end. The bound is in entries and does not change.
 */
abstract class SlowModel implements EvictionStrategy {
  readonly #pending: string[] = [];

  constructor(protected readonly capacity: number) {}

  abstract readonly held: readonly string[];
  protected abstract readonly victim: string;
  protected abstract insert(key: string): void;
  protected abstract evict(key: string): void;
  protected abstract hit(key: string): void;
  /** Loses a key for another reason than the bound. */
  protected lose(key: string): void {
    this.evict(key);
  }
  protected rewrite(_key: string): void {}
  /** A new key is about to be put in. */
  protected announce(_key: string): void {}

  markRead(key: string): void {
    if (this.held.includes(key)) this.hit(key);
  }

  markWritten(key: string): void {
    if (this.held.includes(key)) {
      this.rewrite(key);
      return;
    }
    this.announce(key);
    if (this.held.length >= this.capacity) {
      const { victim } = this;
      this.evict(victim);
      this.#pending.push(victim);
    }
    this.insert(key);
  }

  markReleased(key: string): void {
    if (this.#pending.includes(key)) this.#pending.splice(this.#pending.indexOf(key), 1);
    else if (this.held.includes(key)) this.lose(key);
  }

  nextToRelease(): string | undefined {
    return this.#pending[0];
  }

  tracked(): readonly string[] {
    return this.held;
  }
}

function without(keys: readonly string[], key: string): string[] {
  return keys.filter((each) => each !== key);
}

export class SlowFifo extends SlowModel {
  held: string[] = [];

  get victim(): string {
    return this.held[0]!;
  }

  insert(key: string): void {
    this.held.push(key);
  }

  evict(key: string): void {
    this.held = without(this.held, key);
  }

  hit(_key: string): void {}
}

export class SlowLru extends SlowFifo {
  override hit(key: string): void {
    this.held = [...without(this.held, key), key];
  }
}

export class SlowLeastRecentlyUpdated extends SlowFifo {
  override rewrite(key: string): void {
    this.held = [...without(this.held, key), key];
  }
}

/** Counts from 1, all of them halved after ten reads per entry, counting at least 16 entries; ties go by age of the count. */
export class SlowLfu extends SlowModel {
  #counted: Array<{ readonly key: string; readonly count: number }> = [];
  #reads = 0;

  get held(): string[] {
    return this.#counted.map(({ key }) => key);
  }

  get victim(): string {
    return this.#counted.toSorted((one, other) => one.count - other.count)[0]!.key;
  }

  insert(key: string): void {
    this.#counted.push({ key, count: 1 });
  }

  evict(key: string): void {
    this.#counted = this.#counted.filter((each) => each.key !== key);
  }

  hit(key: string): void {
    const { count } = this.#counted.find((each) => each.key === key)!;
    this.evict(key);
    this.#counted.push({ key, count: count + 1 });
    this.#reads++;
    if (this.#reads < 10 * Math.max(16, this.held.length)) return;
    this.#reads = 0;
    this.#counted = this.#counted
      .toSorted((one, other) => one.count - other.count)
      .map((each) => ({ key: each.key, count: Math.max(1, Math.floor(each.count / 2)) }));
  }
}

/** NSDI 2024, algorithm 1. The queue has its head, the newest, in front. */
export class SlowSieve extends SlowModel {
  held: string[] = [];
  readonly #visited = new Set<string>();
  #hand: string | undefined;

  get victim(): string {
    let at = this.#hand ?? this.held.at(-1)!;
    while (this.#visited.delete(at)) at = this.#towardsHead(at) ?? this.held.at(-1)!;
    this.#hand = at;
    return at;
  }

  insert(key: string): void {
    this.held.unshift(key);
  }

  evict(key: string): void {
    if (this.#hand === key) this.#hand = this.#towardsHead(key);
    this.#visited.delete(key);
    this.held = without(this.held, key);
  }

  hit(key: string): void {
    this.#visited.add(key);
  }

  #towardsHead(key: string): string | undefined {
    return this.held[this.held.indexOf(key) - 1];
  }
}

/** SOSP 2023, algorithm 1, with the sizes it recommends. Queues have their head, the newest, in front. */
export class SlowS3Fifo extends SlowModel {
  #small: string[] = [];
  #main: string[] = [];
  #ghost: string[] = [];
  #isBack = false;
  #counts = new Map<string, number>();

  get held(): string[] {
    return [...this.#small, ...this.#main];
  }

  get victim(): string {
    const mainSize = this.capacity - Math.max(1, Math.floor(this.capacity * 0.1));
    if (this.#main.length > mainSize || this.#small.length === 0) return this.#victimOfMain();
    return this.#victimOfSmall() ?? this.#victimOfMain();
  }

  // As the authors' implementation does it: before something is evicted, which could drop the key from the ghost queue.
  override announce(key: string): void {
    this.#isBack = this.#ghost.includes(key);
    this.#ghost = without(this.#ghost, key);
  }

  insert(key: string): void {
    this.#counts.set(key, 0);
    (this.#isBack ? this.#main : this.#small).unshift(key);
  }

  evict(key: string): void {
    const wasSmall = this.#small.includes(key);
    this.lose(key);
    if (wasSmall) this.#ghost = [key, ...this.#ghost].slice(0, Math.floor(this.capacity * 0.9));
  }

  override lose(key: string): void {
    this.#small = without(this.#small, key);
    this.#main = without(this.#main, key);
  }

  hit(key: string): void {
    this.#counts.set(key, Math.min(3, this.#counts.get(key)! + 1));
  }

  #victimOfSmall(): string | undefined {
    for (;;) {
      const tail = this.#small.at(-1);
      if (tail === undefined || this.#counts.get(tail)! <= 1) return tail;
      this.#small.pop();
      this.#counts.set(tail, 0);
      this.#main.unshift(tail);
    }
  }

  #victimOfMain(): string {
    for (;;) {
      const tail = this.#main.at(-1)!;
      const count = this.#counts.get(tail)!;
      if (count === 0) return tail;
      this.#main.pop();
      this.#counts.set(tail, count - 1);
      this.#main.unshift(tail);
    }
  }
}
