import type { CacheKey } from '../key/cache-key.js';

/** 2^32 divided by the golden ratio, odd: spreads neighbours over the whole range. */
const SPREAD = 0x9e3779b1;

/**
 * A 32-bit hash of a key, as a signed integer. The same in every process; it decides nothing but where things lie, and
 * whoever uses it stays correct when keys collide.
 */
export function hashOf(key: CacheKey): number {
  let hash = key.length;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(((hash << 5) | (hash >>> 27)) ^ key.charCodeAt(index), SPREAD);
  }
  return mixed(hash);
}

/** Another 32 bits made of these: what is chosen by one of the two is not chosen by the other. */
export function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
