import { ConfigurationError } from '../errors.js';
import type { CacheStorage } from './cache-storage.js';
import { WeakValues } from './weak-values.js';

interface Claim {
  readonly owner: WeakRef<object>;
  readonly isShared: boolean;
  /** How often the owner claimed it without giving it back: a method does for each object with the same key. */
  times: number;
}

/** Held by whoever claims it, and by nothing else: names of namespaces that nobody has any more are forgotten. */
class ClaimedNamespace {
  claims: readonly Claim[] = [];
}

const claimedOfStorages = new WeakMap<CacheStorage, WeakValues<ClaimedNamespace>>();

/**
 * Claims a namespace of a storage for one function, until it is given back or the function is gone.
 *
 * @returns gives the claim back
 * @throws {ConfigurationError} if another function has it and not both mean to share
 */
export function claimNamespace(storage: CacheStorage, namespace: string, owner: object, isShared: boolean): () => void {
  const names = claimedOfStorages.get(storage) ?? new WeakValues<ClaimedNamespace>();
  claimedOfStorages.set(storage, names);
  const claimed = names.getOrInsertComputed(namespace, () => new ClaimedNamespace());
  const standing = claimed.claims.filter((claim) => claim.owner.deref() !== undefined);
  const isRefused = standing.some((claim) => claim.owner.deref() !== owner && !(isShared && claim.isShared));
  if (isRefused) {
    throw new ConfigurationError(
      'another function has this namespace on the same storage and would read its results; ' +
        'choose another one, or set sharedNamespace on both',
      namespace,
    );
  }
  const own = standing.find((claim) => claim.owner.deref() === owner && claim.isShared === isShared);
  const claim = own ?? { owner: new WeakRef(owner), isShared, times: 0 };
  claim.times++;
  claimed.claims = own === undefined ? [...standing, claim] : standing;
  return () => {
    if (--claim.times === 0) claimed.claims = claimed.claims.filter((other) => other !== claim);
  };
}
