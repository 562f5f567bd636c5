import type { CacheEntry, CacheKey, Clock } from '../../../src/index.js';
import { InProcessLog } from '../../../src/invalidation/in-process-log.js';
import type { Invalidation, InvalidationLog } from '../../../src/invalidation/invalidation-log.js';

/** What stands under one key: a value under the token of the load that wrote it, or the right to load. */
export interface Slot {
  readonly token: number;
  /** Left out for a lease. */
  readonly entry?: CacheEntry<unknown> | undefined;
  /** The clock of tags when the load began. */
  readonly clock?: number | undefined;
  readonly epoch?: number | undefined;
  /** Of a lease: until when it stands. */
  readonly until?: number | undefined;
}

/**
 * What several processes share, by the rules that a far tier has to keep: compare-and-set over what stood when a load
 * began, epochs for namespaces and tags, quarantines, a log that is appended to after a removal took effect. Commands take
 * effect at once and whole; how long they travel is `FarStorage`'s to say.
 */
export class FarServer {
  readonly #slots = new Map<string, Slot>();
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #epochs = new Map<string, number>();
  readonly #tags = new Map<string, number>();
  readonly #quarantines = new Map<string, Map<number, number>>();
  #clock = 1;
  #lineage = 0;
  #tokens = 0;
  /** Of the server alone; where none is given, whoever asks brings the time. */
  time: (() => number) | undefined = undefined;

  constructor(readonly log: InvalidationLog = new InProcessLog()) {}

  get(name: string): Slot | undefined {
    return this.#slots.get(name);
  }

  /** Whoever waits for what stood there looks again. */
  set(name: string, slot: Slot | undefined): void {
    if (slot === undefined) this.#slots.delete(name);
    else this.#slots.set(name, slot);
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    if (waiting) for (const wake of waiting) wake();
  }

  /** Settles when something else stands there, or the lease has run out. */
  changed(name: string, clock: Clock, within: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = clock.schedule(within, () => wake());
      const waiting = this.#waiting.get(name) ?? new Set();
      this.#waiting.set(name, waiting);
      const wake = () => {
        timer.cancel();
        waiting.delete(wake);
        resolve();
      };
      waiting.add(wake);
    });
  }

  /** Everything that it holds, in numbers: what must not grow. */
  get size(): number {
    return this.#slots.size + this.#epochs.size + this.#tags.size + this.#quarantines.size + this.#waiting.size;
  }

  now(clock?: Clock): number {
    return this.time?.() ?? clock?.now() ?? 0;
  }

  newToken(): number {
    return ++this.#tokens;
  }

  get clock(): number {
    return this.#clock;
  }

  epochOf(namespace: string): number {
    return this.#epochs.get(namespace) ?? this.#lineage;
  }

  clear(namespace: string): void {
    this.#epochs.set(namespace, ++this.#clock);
  }

  removeTags(tags: readonly string[]): void {
    this.#clock++;
    for (const tag of tags) this.#tags.set(tag, this.#clock);
  }

  /** Whether what was loaded when the clock stood so, with these tags, still counts. */
  isValid(namespace: string, { epoch, clock, entry }: Slot): boolean {
    if (epoch !== this.epochOf(namespace)) return false;
    return entry!.tags.every((tag) => (this.#tags.get(tag) ?? this.#lineage) <= clock!);
  }

  /** Every control key is lost: nothing that was loaded before counts. */
  loseControlKeys(): void {
    this.#lineage = ++this.#clock;
    this.#epochs.clear();
    this.#tags.clear();
  }

  quarantine(name: string, token: number, until: number): void {
    const standing = this.#quarantines.get(name) ?? new Map<number, number>();
    standing.set(token, until);
    this.#quarantines.set(name, standing);
  }

  endQuarantine(name: string, token: number): boolean {
    const standing = this.#quarantines.get(name);
    const was = (standing?.get(token) ?? Number.NEGATIVE_INFINITY) > this.now();
    standing?.delete(token);
    if (standing?.size === 0) this.#quarantines.delete(name);
    return was;
  }

  isQuarantined(name: string): boolean {
    const standing = this.#quarantines.get(name);
    if (standing === undefined) return false;
    for (const [token, until] of standing) if (until <= this.now()) standing.delete(token);
    if (standing.size === 0) this.#quarantines.delete(name);
    return standing.size > 0;
  }

  append(invalidation: Invalidation): Promise<unknown> {
    return this.log.append(invalidation);
  }
}

export function nameOf(namespace: string, key: CacheKey): string {
  return `${namespace.length}:${namespace}:${key}`;
}

export function tagNameOf(tag: string): string {
  return `tag:${tag}`;
}
