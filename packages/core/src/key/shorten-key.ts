import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { ConfigurationError } from '../errors.js';
import type { CacheKey } from './cache-key.js';

const MARK = '~';
/** A SHA-256 in base64url. */
const HASH_LENGTH = 43;
const TAIL_LENGTH = MARK.length + HASH_LENGTH;
const TAIL = /~[\w-]{43}$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * A key for a storage that limits their length: the key itself where it fits, else a readable head, `~` and 256 bits of
 * hash. The text is well-formed, so that it survives being written as UTF-8.
 *
 * Two keys never get the same text short of a collision of SHA-256. A text that was shortened ends in `~` and 43
 * characters of base64url; a key that happens to end so is shortened too, however short, hence no key left unchanged ends
 * so. Of two that were shortened the last 43 characters differ as their hashes do.
 *
 * @param maximumLength in bytes of UTF-8, as storages count; at least 44
 * @throws {ConfigurationError} if the hash would not fit
 */
export function shortenKey(text: CacheKey, maximumLength: number): string {
  if (!Number.isSafeInteger(maximumLength) || maximumLength < TAIL_LENGTH) {
    throw new ConfigurationError(`the longest key is a whole number of at least ${TAIL_LENGTH} bytes`, maximumLength);
  }
  if (fits(text, maximumLength) && !TAIL.test(text) && !LONE_SURROGATE.test(text)) return text;
  // Two bytes per code unit: as UTF-8 all lone surrogates would be one replacement character.
  const hash = createHash('sha256').update(text, 'utf16le').digest('base64url');
  return head(text, maximumLength - TAIL_LENGTH) + MARK + hash;
}

function fits(text: string, maximumLength: number): boolean {
  return text.length <= maximumLength && Buffer.byteLength(text) <= maximumLength;
}

/** As many whole characters as fit. */
function head(text: string, room: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > room) break;
    end += character.length;
  }
  return text.slice(0, end).replace(/\p{Surrogate}/gu, '\u{fffd}');
}
