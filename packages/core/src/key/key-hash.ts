import type { CacheKey } from './cache-key.js';

/** 2^32 divided by the golden ratio, odd: spreads neighbours over the whole range. */
const SPREAD = 0x9e3779b1;
/**
 * Looked up once: where something stands between a module and its globals, as test runners do that give each test file a
 * context of its own, each look at `Math` costs 100 ns, and a hash takes ten of them. As an import it costs 20 % more.
 */
const { imul } = Math;

/**
 * A 32-bit hash of a key, as a signed integer. The same in every process; it decides nothing but where things lie, and
 * whoever uses it stays correct when keys collide.
 */
export function hashOf(key: CacheKey): number {
  return key === lastKey ? lastHash : hashAnew(key);
}

/** A load that is stored asks for the hash of its key three times, here and in its storage. */
let lastKey: CacheKey = '';
let lastHash = 0; // as that of no characters is

/** As `hashOf`, for who is the first to ask: comparing the key with the last one would be in vain. */
export function hashAnew(key: CacheKey): number {
  let hash = key.length;
  for (let index = 0; index < key.length; index++) {
    hash = imul(((hash << 5) | (hash >>> 27)) ^ key.charCodeAt(index), SPREAD);
  }
  lastKey = key;
  lastHash = mixed(hash);
  return lastHash;
}

/** Another 32 bits made of these: what is chosen by one of the two is not chosen by the other. */
export function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
