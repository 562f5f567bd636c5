import { createHash } from 'node:crypto';
import type { Answer, Headers } from './answer.js';
import { textOf } from './directives.js';

/** What a 304 tells of the answer that it stands for (RFC 9110, section 15.4.5). */
const TOLD = [
  'age',
  'cache-control',
  'cache-status',
  'content-location',
  'date',
  'etag',
  'expires',
  'last-modified',
  'vary',
];

/** Whether the client has the answer already (RFC 9110, section 13.2.2); by the weak comparison of its section 8.8.3.2. */
export function isHeldByClient(request: Readonly<Record<string, unknown>>, { status, headers }: Answer): boolean {
  if (status !== 200) return false;
  const known = request['if-none-match'];
  if (known !== undefined) {
    const etag = opaque(textOf(headers['etag']));
    const tags = textOf(known).match(/(?:W\/)?"[^"]*"|\*/g) ?? [];
    return tags.some((tag) => tag === '*' || (etag !== '' && opaque(tag) === etag));
  }
  const since = Date.parse(textOf(request['if-modified-since']));
  const modified = Date.parse(textOf(headers['last-modified']));
  return modified <= since; // false for what is no date
}

export function headersOf304(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => TOLD.includes(name)));
}

export function etagOf(body: Uint8Array, kind: 'weak' | 'strong'): string {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  return kind === 'weak' ? `W/${tag}` : tag;
}

function opaque(etag: string): string {
  return etag.replace(/^W\//, '');
}
