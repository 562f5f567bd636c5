import type { CacheKey } from '@memoir/core';
import { TraceError } from '../errors.js';
import { csvKeysOf } from './csv-keys.js';
import { jsonKeysOf } from './json-keys.js';
import { linesOf } from './lines.js';
import { textOf, textOfFile } from './text-chunks.js';
import type { Trace } from './trace.js';
import { TraceBuilder } from './trace-builder.js';
import type { TraceFormat } from './trace-format.js';

/**
 * Reads a trace from a file, packed by gzip or not.
 *
 * @throws {TraceError} if the file cannot be read, is not in that format, or has no keys
 */
export function readTraceFile(path: string, format: TraceFormat = { kind: 'text' }): Promise<Trace> {
  return readTrace(path, textOfFile(path), format);
}

/** As `readTraceFile`, from a stream of bytes such as standard input. */
export function readTraceStream(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  format: TraceFormat = { kind: 'text' },
): Promise<Trace> {
  return readTrace(name, textOf(bytes), format);
}

async function readTrace(name: string, text: AsyncIterable<string>, format: TraceFormat): Promise<Trace> {
  const builder = new TraceBuilder(name);
  try {
    for await (const keys of keysOf(name, text, format)) for (const key of keys) builder.add(key);
  } catch (error) {
    if (error instanceof TraceError) throw error;
    throw new TraceError(name, `cannot be read: ${(error as Error).message}`, error);
  }
  return builder.build();
}

function keysOf(name: string, text: AsyncIterable<string>, format: TraceFormat): AsyncIterable<CacheKey[]> {
  if (format.kind === 'csv') return csvKeysOf(name, text, format.column);
  if (format.kind === 'jsonl') return jsonKeysOf(name, text, format.field);
  return textKeysOf(text);
}

/** One key per line; empty lines are left out. */
async function* textKeysOf(text: AsyncIterable<string>): AsyncGenerator<CacheKey[]> {
  for await (const lines of linesOf(text)) yield lines.filter((line) => line !== '');
}
