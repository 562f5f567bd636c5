import type { CacheEntry, CacheKey, EpochMilliseconds, RemovalReason, StorageError, TrackedEntry } from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';
import type { MemoryStorage } from '../src/memory-storage.js';

/** An entry as the line offers it; it lives for ever unless told otherwise. */
export function entryOf<V>(value: V, facts: Partial<CacheEntry<unknown>> = {}): CacheEntry<V> & TrackedEntry {
  const expiresAt = facts.expiresAt ?? Number.POSITIVE_INFINITY;
  return {
    value,
    createdAt: 0,
    staleAt: expiresAt,
    expiresAt,
    keepUntil: expiresAt,
    tags: [],
    version: undefined,
    loadedIn: 1,
    strategySlot: undefined,
    ...facts,
  } as CacheEntry<V> & TrackedEntry;
}

/** Expires, and may be dropped, at that instant. */
export function entryUntil<V>(value: V, instant: EpochMilliseconds, facts: Partial<CacheEntry<unknown>> = {}) {
  return entryOf(value, { expiresAt: instant, ...facts });
}

/** Opens a namespace and writes down what it is told. */
export function open(storage: MemoryStorage, namespace = 'users', clock = new ManualClock(), isPrivate = false) {
  const told: [CacheKey, RemovalReason][] = [];
  const reported: StorageError[] = [];
  const removed = { hear: (key: CacheKey, reason: RemovalReason): void => void told.push([key, reason]) };
  const keyspace = storage.keyspace<any>(namespace, {
    clock,
    report: (error) => reported.push(error),
    removed: (key, reason) => removed.hear(key, reason),
    private: isPrivate,
  });
  return { keyspace, clock, told, reported, removed };
}
