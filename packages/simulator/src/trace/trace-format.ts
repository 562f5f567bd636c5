import { UsageError } from '../errors.js';

/** How the keys of a trace are written. */
export type TraceFormat =
  | { readonly kind: 'text' }
  | { readonly kind: 'csv'; readonly column: string }
  | { readonly kind: 'jsonl'; readonly field: string };

/**
 * @param text `text`, `csv:COLUMN` or `jsonl:FIELD`
 * @throws {UsageError} for anything else
 */
export function parseTraceFormat(text: string): TraceFormat {
  const [, kind, name] = /^(text|csv|jsonl)(?::(.+))?$/s.exec(text) ?? [];
  if (kind === 'text' && name === undefined) return { kind };
  if (kind === 'csv' && name !== undefined) return { kind, column: name };
  if (kind === 'jsonl' && name !== undefined) return { kind, field: name };
  throw new UsageError(`a format is text, csv:COLUMN or jsonl:FIELD; received '${text}'`);
}
