import { createHash } from 'node:crypto';

const HEAD = 80;

/** A name that unstorage and every driver leave as it is, whether they know upper case or not: readable head and hash. */
export function backendKey(name: string): string {
  const head = name
    .slice(0, HEAD)
    .toLowerCase()
    .replace(/[^a-z0-9:]/g, '-')
    .replace(/:+/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '');
  // As UTF-16: UTF-8 would make lone surrogates equal.
  return `memoir:${head}-${createHash('sha256').update(name, 'utf16le').digest('hex')}`;
}
