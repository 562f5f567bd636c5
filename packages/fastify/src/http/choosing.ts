import { createHash } from 'node:crypto';
import type { StoredAnswer } from './answer.js';
import { textOf } from './directives.js';

type RequestHeaders = Readonly<Record<string, unknown>>;

/** The request headers that an answer was chosen by (RFC 9111, section 4.1), as a request has them. */
export function chosenBy(vary: unknown, headers: RequestHeaders): Record<string, string> {
  const names = textOf(vary).toLowerCase().split(',');
  const fields = names.map((name) => name.trim()).filter((name) => name !== '');
  return Object.fromEntries([...new Set(fields)].sort().map((name) => [name, headerText(headers, name)]));
}

export function isMeantFor(answer: StoredAnswer, headers: RequestHeaders): boolean {
  return Object.entries(answer.chosenBy).every(([name, value]) => headerText(headers, name) === value);
}

/** Where the answer for other values of the same headers stands. */
export function placeBeside(
  place: string,
  { chosenBy: names, generation }: StoredAnswer,
  headers: RequestHeaders,
): string {
  const hash = createHash('sha256').update(generation, 'utf8');
  for (const name of Object.keys(names)) hash.update(JSON.stringify([name, headerText(headers, name)]), 'utf8');
  return `${place} ${hash.digest('base64url')}`;
}

/** An absent header is another value than an empty one; white space around commas makes no difference. */
function headerText(headers: RequestHeaders, name: string): string {
  const value = headers[name];
  return value === undefined
    ? ''
    : `=${textOf(value)
        .trim()
        .replace(/\s*,\s*/g, ',')}`;
}
