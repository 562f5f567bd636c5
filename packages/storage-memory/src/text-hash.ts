import type { CacheKey } from '@memoir/core';

/** 2^32 divided by the golden ratio, odd: spreads neighbours over the whole range. */
const SPREAD = 0x9e3779b1;
/** Looked up once: test runners put something between a module and its globals. */
const { imul } = Math;

/** A 32-bit hash of a key, two characters at a time. It decides nothing but where things lie. */
export function hashOf(key: CacheKey): number {
  const last = key.length - 1;
  let hash = key.length;
  for (let at = 0; at < last; at += 2) {
    hash = imul(((hash << 5) | (hash >>> 27)) ^ key.charCodeAt(at) ^ (key.charCodeAt(at + 1) << 16), SPREAD);
  }
  if ((last & 1) === 0) hash = imul(((hash << 5) | (hash >>> 27)) ^ key.charCodeAt(last), SPREAD);
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
