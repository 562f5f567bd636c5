import type { CacheStorage } from '../storage/cache-storage.js';
import { WeakList } from '../weak-list.js';
import { NamesUnderWrite } from '../write/names-under-write.js';
import { nextSequence } from './sequence.js';

/** A load that never ends must not make this grow without bound. */
const MOST_TAGS = 10_000;

/** Keeps copies of what the storage holds: whose tags are fenced there must not be served from here. */
export interface TagFront {
  forgetTags(tags: readonly string[], reason: 'fenced' | 'expired'): void;
}

/**
 * Which tags of one storage were invalidated while loads were under way, so that a load that learns its tags from its
 * result can still be refused. Holds nothing while nothing is loading.
 */
export class TagFences {
  readonly #fencedAt = new Map<string, number>();
  /** Those of them that were invalidated and not merely expired: nothing that carries them is even a fallback. */
  readonly #revokedAt = new Map<string, number>();
  /** Tags of what somebody writes to at this moment. */
  readonly underWrite = new NamesUnderWrite();
  #fronts: WeakList<TagFront> | undefined = undefined;
  #lastFence = 0;
  /** Fences up to here count for every tag: there were more of them than are worth keeping. */
  #allFencedAt = 0;
  #loading = 0;
  #latest = 0;

  static of(storage: CacheStorage): TagFences {
    let fences = fencesOfStorages.get(storage);
    if (fences === undefined) {
      fences = new TagFences();
      fencesOfStorages.set(storage, fences);
    }
    return fences;
  }

  /** When any tag was fenced last, also while nothing was loading. */
  get latest(): number {
    return this.#latest;
  }

  loadBegins(): void {
    this.#loading++;
  }

  loadEnds(): void {
    if (--this.#loading > 0 || this.#lastFence === 0) return;
    this.#fencedAt.clear();
    this.#revokedAt.clear();
    this.#lastFence = this.#allFencedAt = 0;
  }

  /** Told of every fence, as long as somebody else holds it. */
  addFront(front: TagFront): void {
    this.#fronts ??= new WeakList();
    this.#fronts.add(front);
  }

  fence(tags: readonly string[], reason: 'fenced' | 'expired'): void {
    if (this.#fronts !== undefined) for (const front of this.#fronts) front.forgetTags(tags, reason);
    this.#latest = nextSequence();
    if (this.#loading === 0) return;
    this.#lastFence = this.#latest;
    for (const tag of tags) {
      this.#fencedAt.set(tag, this.#lastFence);
      if (reason === 'fenced') this.#revokedAt.set(tag, this.#lastFence);
    }
    if (this.#fencedAt.size <= MOST_TAGS) return;
    this.#allFencedAt = this.#lastFence;
    this.#fencedAt.clear();
    this.#revokedAt.clear();
  }

  areUnderWrite(tags: readonly string[]): boolean {
    return this.underWrite.size > 0 && tags.some((tag) => this.underWrite.has(tag));
  }

  /** Whether any tag was fenced after the flight of that number had started. */
  isAnyFencedSince(sequence: number): boolean {
    return this.#lastFence > sequence;
  }

  /** Whether one of the tags was fenced after the flight of that number had started. */
  isFenced(tags: readonly string[], sequence: number): boolean {
    return this.#isAnyIn(this.#fencedAt, tags, sequence);
  }

  /** Whether one of the tags was invalidated, and not merely expired, after the flight of that number had started. */
  isRevoked(tags: readonly string[], sequence: number): boolean {
    return this.#isAnyIn(this.#revokedAt, tags, sequence);
  }

  #isAnyIn(instants: ReadonlyMap<string, number>, tags: readonly string[], sequence: number): boolean {
    if (this.#lastFence <= sequence || tags.length === 0) return false;
    return this.#allFencedAt > sequence || tags.some((tag) => (instants.get(tag) ?? 0) > sequence);
  }
}

const fencesOfStorages = new WeakMap<CacheStorage, TagFences>();

/**
 * Keeps out of a storage what is loaded at this moment with one of the tags. To be called by `invalidateTags` and
 * `expireTags` of a storage that cannot tell by itself when the load of an entry began: they may be called directly, and
 * not through a function that knows its own loads.
 */
export function fenceTags(
  storage: CacheStorage,
  tags: readonly string[],
  reason: 'fenced' | 'expired' = 'fenced',
): void {
  TagFences.of(storage).fence(tags, reason);
}
