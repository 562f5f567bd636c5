import { parseArgs } from 'node:util';
import { UsageError } from '../errors.js';
import { parseSize, type Size } from '../size.js';
import { parseTraceFormat, type TraceFormat } from '../trace/trace-format.js';

/** Where to write what. */
export interface OutputFiles {
  readonly csv: string | undefined;
  readonly json: string | undefined;
  readonly svg: string | undefined;
  readonly png: string | undefined;
  readonly html: string | undefined;
}

/** What the command line says. */
export interface Settings {
  readonly traces: readonly string[];
  readonly format: TraceFormat;
  readonly policies: readonly string[] | undefined;
  readonly policyModule: string | undefined;
  readonly sizes: readonly Size[] | undefined;
  readonly targets: readonly number[];
  readonly workers: number | undefined;
  readonly reference: string | undefined;
  readonly files: OutputFiles;
  readonly asksFor: 'help' | 'version' | 'replay';
}

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  policies: TEXT,
  'policies-from': TEXT,
  sizes: TEXT,
  target: TEXT,
  format: TEXT,
  csv: TEXT,
  json: TEXT,
  svg: TEXT,
  png: TEXT,
  html: TEXT,
  workers: TEXT,
  reference: TEXT,
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;
/** More threads than any machine gains from; a typing error should not start a million. */
const MOST_WORKERS = 256;

/** @throws {UsageError} if the arguments make no sense */
export function parseSettings(args: readonly string[]): Settings {
  const { values, positionals } = parse(args);
  const { csv, json, svg, png, html } = values;
  return {
    traces: positionals,
    format: parseTraceFormat(values.format ?? 'text'),
    policies: values.policies === undefined ? undefined : namesOf(values.policies),
    policyModule: values['policies-from'],
    sizes: values.sizes === undefined ? undefined : listOf(values.sizes).map(parseSize),
    targets: values.target === undefined ? [] : listOf(values.target).map(parseTarget),
    workers: values.workers === undefined ? undefined : parseWorkers(values.workers),
    reference: values.reference,
    files: { csv, json, svg, png, html },
    asksFor: values.help ? 'help' : values.version ? 'version' : 'replay',
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function listOf(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

function namesOf(text: string): string[] {
  return [...new Set(listOf(text))];
}

function parseTarget(text: string): number {
  const share = /^\d+(\.\d+)?%$/.test(text) ? Number.parseFloat(text) / 100 : Number.NaN;
  if (share > 0 && share <= 1) return share;
  throw new UsageError(`a target is a hit ratio above 0%, at most 100%, such as 90%; received '${text}'`);
}

function parseWorkers(text: string): number {
  const workers = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (workers <= MOST_WORKERS) return workers;
  throw new UsageError(`--workers is a number from 0 to ${MOST_WORKERS}; received '${text}'`);
}
