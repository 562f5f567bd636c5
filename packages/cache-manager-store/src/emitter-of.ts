import type { EventEmitter } from 'node:events';
import type { Cache } from 'cache-manager';

/** What a cache tells its events by: it hands that out to whoever listens. */
export function emitterOf(cache: Cache): EventEmitter {
  const nothing = (): void => {};
  cache.on('clear', nothing);
  return cache.off('clear', nothing);
}
