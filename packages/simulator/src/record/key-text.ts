import { hash } from 'node:crypto';

/** 128 bits: among a billion keys, two with the same hash are not to be expected. */
const HASH_DIGITS = 32;

/**
 * How a key stands in a trace, as JSON text. A hash depends on the secret, or whoever has the trace could try out
 * which keys are in it.
 */
export function keyTextOf(keys: 'hashed' | 'plain', secret: string): (key: string) => string {
  if (keys === 'plain') return JSON.stringify;
  if (keys !== 'hashed') throw new RangeError(`keys is 'hashed' or 'plain'; received ${String(keys)}`);
  // The length keeps secret and key apart.
  const prefix = `${secret.length}:${secret}:`;
  return (key) => `"${hash('sha256', prefix + key).slice(0, HASH_DIGITS)}"`;
}
