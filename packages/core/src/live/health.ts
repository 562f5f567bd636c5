import type { Milliseconds } from '../clock/duration.js';
import type { LineFrame } from '../line-frame.js';
import type { BreakerState } from '../storage/breaker.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import { type StorageFacts, storageFacts } from '../storage/storage-facts.js';
import { liveLines } from './live-lines.js';

/** How the storages of this process are. */
export interface Health {
  /** Every storage is. */
  readonly ok: boolean;
  readonly storages: readonly StorageHealth[];
}

/** How one storage has answered this process. */
export interface StorageHealth {
  /** The name of its class. */
  readonly name: string;
  readonly shared: boolean;
  /** It answers, what was removed from it is confirmed, and what others remove is heard of. */
  readonly ok: boolean;
  /** Why it is not, in words. */
  readonly reasons: readonly string[];
  /** Of the functions that use it. */
  readonly labels: readonly string[];
  readonly breaker: BreakerState;
  /** Removals that it has not confirmed; `Infinity` if all keys of a function are distrusted. */
  readonly unconfirmed: number;
  /** The last command that failed or was late, however long ago; by itself that makes nothing unwell. */
  readonly lastFailure: { readonly ago: Milliseconds; readonly message: string } | undefined;
  /** What it tells of itself. */
  readonly facts: StorageFacts;
}

/**
 * How the storages of all memoized functions are, for readiness probes and status pages. Told from what is known here,
 * at once: nothing is sent, nothing is waited for, nothing is thrown.
 *
 * A storage that is unwell makes calls slower, not wrong: they load. Think twice before you take a process out of service
 * for it, since the others probably share the storage.
 */
export function health(): Health {
  const users = new Map<CacheStorage, LineFrame[]>();
  for (const line of liveLines) {
    if (line.isClosed || !line.hasOwner) continue;
    const { storage } = line.settings;
    const lines = users.get(storage);
    if (lines === undefined) users.set(storage, [line]);
    else lines.push(line);
  }
  const storages = Array.from(users, ([storage, lines]) => healthOf(storage, lines));
  return { ok: storages.every(({ ok }) => ok), storages };
}

function healthOf(storage: CacheStorage, lines: readonly LineFrame[]): StorageHealth {
  const { clock, budgetTerms } = lines[0]!.settings;
  const breaker = budgetTerms.breaker.stateAt(clock);
  const unconfirmed = lines.reduce((sum, { removals }) => sum + removals.distrust.size, 0);
  const reasons: string[] = [];
  const facts = factsOrWhyNot(storage, reasons);
  const { name, log } = facts;
  if (breaker !== 'closed') reasons.push(`its breaker is ${breaker}`);
  if (unconfirmed > 0)
    reasons.push(`${unconfirmed === Number.POSITIVE_INFINITY ? 'all' : unconfirmed} removals unconfirmed`);
  if (log?.isTrusted === false) reasons.push(`its log has been silent for longer than ${log.maxStaleness} ms`);
  return {
    name,
    shared: storage.shared,
    ok: reasons.length === 0,
    reasons,
    labels: [...new Set(lines.map(({ recorder }) => recorder.label))],
    breaker,
    unconfirmed,
    lastFailure: lastFailureOf(lines),
    facts,
  };
}

function factsOrWhyNot(storage: CacheStorage, reasons: string[]): StorageFacts {
  try {
    return storageFacts(storage);
  } catch (error) {
    reasons.push(`it does not tell how it is: ${error}`);
    return { name: storage.constructor.name };
  }
}

function lastFailureOf(lines: readonly LineFrame[]): StorageHealth['lastFailure'] {
  let last: StorageHealth['lastFailure'];
  for (const { recorder } of lines) {
    const { lastStorageFailure: failure } = recorder;
    if (failure !== undefined && (last === undefined || failure.ago < last.ago)) last = failure;
  }
  return last;
}
