import { createHash } from 'node:crypto';

/** memcached takes 250 bytes, of which a Keyv's own namespace takes some. */
const LONGEST = 200;
const HEAD = 120;

/** A name that every backend takes: itself if it is short and plain, else its readable head and 256 bits of hash. */
export function backendKey(name: string): string {
  if (name.length <= LONGEST && /^[\x21-\x7e]+$/.test(name) && !name.includes('#')) return name;
  const head = name.slice(0, HEAD).replace(/[^\x21-\x7e]|#/g, '_');
  // As UTF-16: UTF-8 would make lone surrogates equal.
  return `${head}#${createHash('sha256').update(name, 'utf16le').digest('base64url')}`;
}
