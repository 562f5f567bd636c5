import { ConfigurationError } from '../errors.js';
import type { CacheStorage } from './cache-storage.js';

interface Claim {
  readonly owner: WeakRef<object>;
  readonly isShared: boolean;
}

const claimsOfStorages = new WeakMap<CacheStorage, Map<string, Claim[]>>();

/**
 * Claims a namespace of a storage for one function, until it is given back or the function is gone.
 *
 * @returns gives the claim back
 * @throws {ConfigurationError} if another function has it and not both mean to share
 */
export function claimNamespace(storage: CacheStorage, namespace: string, owner: object, isShared: boolean): () => void {
  const claims = claimsOfStorages.get(storage) ?? new Map<string, Claim[]>();
  claimsOfStorages.set(storage, claims);
  const standing = (claims.get(namespace) ?? []).filter((claim) => claim.owner.deref() !== undefined);
  const isRefused = standing.some((claim) => claim.owner.deref() !== owner && !(isShared && claim.isShared));
  if (isRefused) {
    throw new ConfigurationError(
      'another function has this namespace on the same storage and would read its results; ' +
        'choose another one, or set sharedNamespace on both',
      namespace,
    );
  }
  const claim = { owner: new WeakRef(owner), isShared };
  claims.set(namespace, [...standing, claim]);
  return () => {
    const left = (claims.get(namespace) ?? []).filter((other) => other !== claim);
    if (left.length === 0) claims.delete(namespace);
    else claims.set(namespace, left);
  };
}
