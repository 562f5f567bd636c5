import type { Awaitable, CacheOptions, LifeSpan, LoadContext, Memoized, Memoizer } from '@memoir/core';

/** What `wrap` loads by: gives what the store keeps, and how long. */
export type StoredLoad = (context: LoadContext) => Awaitable<unknown>;

/** The function behind one namespace. Keys are loaded by whatever the call brings along. */
export type KeyvLine = Memoized<(key: string, load?: StoredLoad) => Promise<any>>;

const FOR_EVER: LifeSpan = { updateAfter: 'never', expireAfter: 'never' };

/** Opens one namespace; another store, here or in another process, may have it open too. */
export function lineOn(memoizer: Memoizer, namespace: string, options: CacheOptions): KeyvLine {
  const load = async (context: LoadContext, _key: string, stored?: StoredLoad) => await stored?.(context);
  return memoizer.memoizeWithContext(load, {
    ...FOR_EVER,
    ...options,
    namespace,
    sharedNamespace: true,
    selectArguments: (key: string) => [key],
  }) as unknown as KeyvLine;
}
