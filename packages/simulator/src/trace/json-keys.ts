import type { CacheKey } from '@memoir/core';
import { TraceError } from '../errors.js';
import { linesOf } from './lines.js';

/**
 * The keys in one field of JSON lines; empty lines are left out.
 *
 * @throws {TraceError} if a line is no JSON object, or the field is neither text nor a number that JSON carries exactly
 */
export async function* jsonKeysOf(
  name: string,
  text: AsyncIterable<string>,
  field: string,
): AsyncGenerator<CacheKey[]> {
  let number = 0;
  for await (const lines of linesOf(text)) {
    const keys: CacheKey[] = [];
    for (const line of lines) {
      number++;
      if (line.trim() !== '')
        keys.push(keyOf(line, field, (problem) => new TraceError(name, `line ${number} ${problem}`)));
    }
    yield keys;
  }
}

function keyOf(line: string, field: string, failure: (problem: string) => TraceError): CacheKey {
  const record = parse(line);
  if (typeof record !== 'object' || record === null) throw failure('is no JSON object');
  const key: unknown = Object.hasOwn(record, field) ? (record as Record<string, unknown>)[field] : undefined;
  if (typeof key === 'string') return key;
  // Beyond 2^53 different numbers of the text become one.
  if (typeof key === 'number' && (Number.isSafeInteger(key) || !Number.isInteger(key))) return String(key);
  if (typeof key === 'number')
    throw failure(`has a number in '${field}' that is too large to be exact; write it as text`);
  throw failure(`has no text or number in '${field}'`);
}

/** @returns `undefined` for what is no JSON */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
