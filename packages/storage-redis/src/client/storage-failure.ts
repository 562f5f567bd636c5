import { type CacheKey, StorageError } from '@memoir/core';

/** @param doing what failed, as in "cannot read" */
export function storageFailure(doing: string, cause: unknown, key?: CacheKey): StorageError {
  if (cause instanceof StorageError && cause.key === key) return cause;
  return new StorageError(`cannot ${doing}: ${messageOf(cause)}`, { key, cause: withoutArguments(cause) });
}

function messageOf(cause: unknown): string {
  return cause !== null && typeof cause === 'object' && 'message' in cause ? String(cause.message) : String(cause);
}

/** Clients put the failed command into the error with all it was sent with: a password, keys, values. None of it is to be logged. */
function withoutArguments(cause: unknown): unknown {
  if (cause === null || typeof cause !== 'object' || !('command' in cause)) return cause;
  const { name, message, stack, code } = cause as unknown as Error & { code?: unknown };
  return Object.assign(new Error(message), { name, stack, ...(code === undefined ? {} : { code }) });
}
