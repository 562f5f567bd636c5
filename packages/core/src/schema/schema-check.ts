import { type Awaitable, isThenable } from '../awaitable.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import { after } from '../storage/after.js';
import type { EntryCheck } from './entry-check.js';
import { describeIssue, type StandardResult, type StandardSchema } from './standard-schema.js';

export interface SchemaCheckTerms {
  readonly schema: StandardSchema;
  /** Makes of what does not fit what may: a value of an older version of the program. */
  readonly migrate: ((stored: unknown) => Awaitable<unknown>) | undefined;
  readonly migrated: (key: CacheKey) => void;
  /** What stood there counts as nothing. @param issues what is wrong with it, in words */
  readonly misfit: (key: CacheKey, issues: readonly string[]) => void;
}

type Verdict = { readonly value: unknown } | { readonly issues: readonly string[] };

/**
 * Lets through what fits the schema, as what the schema makes of it. Never throws or rejects: a schema or a migration
 * that fails says that the value does not fit.
 */
export function schemaCheck(terms: SchemaCheckTerms): EntryCheck {
  const { schema, migrate, migrated, misfit } = terms;
  return <V>(key: CacheKey, entry: CacheEntry<V>) => {
    const accept = (verdict: Verdict, isMigrated: boolean): CacheEntry<V> | undefined => {
      if ('issues' in verdict) {
        misfit(key, verdict.issues);
        return undefined;
      }
      if (isMigrated) migrated(key);
      return verdict.value === entry.value ? entry : withValue(entry, verdict.value as V);
    };
    return after(judge(schema, entry.value), (verdict) => {
      if (migrate === undefined || !('issues' in verdict)) return accept(verdict, false);
      const moved = attempt(() => after(migrate(entry.value), (value) => judge(schema, value)));
      return after(moved, (second) => accept(second, true));
    });
  };
}

function judge(schema: StandardSchema, value: unknown): Awaitable<Verdict> {
  return attempt(() => after(schema['~standard'].validate(value), verdictOf));
}

function verdictOf(result: StandardResult<unknown>): Verdict {
  return result.issues === undefined ? { value: result.value } : { issues: result.issues.map(describeIssue) };
}

function attempt(work: () => Awaitable<Verdict>): Awaitable<Verdict> {
  try {
    const verdict = work();
    return isThenable(verdict) ? Promise.resolve(verdict).then(undefined, failed) : verdict;
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Verdict {
  return { issues: [error instanceof Error ? error.message : String(error)] };
}

/** Read one by one: the entry of a storage may have getters. */
function withValue<V>(entry: CacheEntry<V>, value: V): CacheEntry<V> {
  const { createdAt, staleAt, expiresAt, keepUntil, tags, version, loadedIn } = entry;
  return { value, createdAt, staleAt, expiresAt, keepUntil, tags, version, loadedIn };
}
