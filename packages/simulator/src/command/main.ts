import { readFileSync } from 'node:fs';
import { UsageError } from '../errors.js';
import { compareWithReference } from '../reference/compare-with-reference.js';
import { textReport } from '../report/text-report.js';
import { simulate } from '../simulate.js';
import { Progress } from './progress.js';
import { readTraces } from './read-traces.js';
import { parseSettings, type Settings } from './settings.js';
import { USAGE } from './usage.js';
import { writeReports } from './write-reports.js';

/** Runs the command and gives its exit code; it throws nothing. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const settings = parseSettings(args);
    process.stdout.write(await outputOf(settings));
    return 0;
  } catch (error) {
    warn((error as Error).message);
    if (!(error instanceof UsageError)) return 1;
    process.stderr.write('Try memoir-simulate --help.\n');
    return 2;
  }
}

function outputOf(settings: Settings): string | Promise<string> {
  if (settings.asksFor === 'help') return USAGE;
  if (settings.asksFor === 'version') return `${version()}\n`;
  return settings.reference === undefined ? simulation(settings) : comparison(settings, settings.reference);
}

async function simulation(settings: Settings): Promise<string> {
  const traces = await readTraces(settings.traces, settings.format, process.stdin);
  const figures = await withProgress('replays', (onProgress) => simulate(traces, { ...settings, onProgress }));
  await writeReports(figures, settings.files, warn);
  return textReport(figures);
}

function comparison(settings: Settings, reference: string): Promise<string> {
  if (settings.traces.length > 0) throw new UsageError('--reference names its traces itself');
  return withProgress('traces', (onProgress) => compareWithReference(reference, { ...settings, onProgress }));
}

async function withProgress<T>(unit: string, work: (onProgress: Progress['update']) => Promise<T>): Promise<T> {
  const progress = new Progress(process.stderr, unit);
  try {
    return await work(progress.update);
  } finally {
    progress.clear();
  }
}

function warn(text: string): void {
  process.stderr.write(`memoir-simulate: ${text}\n`);
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
