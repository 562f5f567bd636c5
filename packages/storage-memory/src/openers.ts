import { type CacheKey, type KeyspaceContext, type RemovalReason, StorageError, WeakList } from '@memoir/core';

/** Whoever opened a namespace: held by the keyspace it was given, and by nothing else. */
export interface Opener {
  readonly context: KeyspaceContext;
}

/** Those who opened one namespace, as long as they hold on to their keyspaces. What one does, the others are told. */
export class Openers {
  // Looks for dead ones now and then, not each time: objects with one instanceKey may come by the thousand.
  readonly #openers = new WeakList<Opener>();

  add(opener: Opener): void {
    this.#openers.add(opener);
  }

  /** True if nobody but the one that acts can be concerned. */
  get isAlone(): boolean {
    return this.#openers.size < 2;
  }

  /** True if nobody is left who could read or write. */
  get areGone(): boolean {
    for (const _opener of this.#openers) return false;
    return true;
  }

  /** Tells all but the one whose own doing it is. To be called when the state is consistent: they may act at once. */
  tell(key: CacheKey, reason: RemovalReason, doer?: Opener): void {
    const { only } = this.#openers;
    if (only !== undefined) {
      if (only !== doer) tellOne(only, key, reason);
      return;
    }
    for (const opener of this.#openers) if (opener !== doer) tellOne(opener, key, reason);
  }
}

function tellOne({ context }: Opener, key: CacheKey, reason: RemovalReason): void {
  try {
    context.removed(key, reason);
  } catch (cause) {
    context.report(new StorageError('what was told of a removed entry failed', { key, cause }));
  }
}
