/**
 * Hit ratios of the eviction strategies on traces, beside those of reference implementations.
 *
 *     npm run build && node benchmarks/eviction-grid.mjs <folder of traces> <hit-ratios.csv> [strategy ...] [--rows]
 *
 * A trace is text, gzipped or not, with one key per line. The file of ratios has the columns trace (a path below the
 * folder), size, OPT and one per reference, in per cent. A strategy is named like its class, without EvictionStrategy;
 * all of them by default. Printed are, for each strategy: its share of the optimum, its regret (how many points it is
 * below the best reference of a row), how far it is from the reference of its own name, and with --rows every row.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { STRATEGIES } from './eviction-strategies.mjs';

/** The reference that a strategy should reproduce. */
const NAMESAKES = { LeastRecentlyUsed: 'LRU', Fifo: 'FIFO', Sieve: 'SIEVE', S3Fifo: 'S3-FIFO' };
/** Traces of applications, where a strategy must not be much below LRU. */
const APPLICATIONS = /web07|web12|OLTP|corda/;

const [folder, file, ...rest] = process.argv.slice(2);
if (!folder || !file) {
  console.error('usage: node benchmarks/eviction-grid.mjs <folder of traces> <hit-ratios.csv> [strategy ...] [--rows]');
  process.exit(1);
}
const named = rest.filter((argument) => !argument.startsWith('--'));
const strategies = named.length > 0 ? named : Object.keys(STRATEGIES);
const { rows, references } = readRatios(file);
const traces = new Map();
const results = rows.map((row) => strategies.map((strategy) => ratioOf(strategy, row)));

if (rest.includes('--rows')) printRows();
printSummary();

function readRatios(path) {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const columns = head.split(',');
  const rows = lines.map((line) => {
    const row = Object.fromEntries(line.split(',').map((cell, n) => [columns[n], n === 0 ? cell : Number(cell)]));
    return { ...row, best: Math.max(...columns.slice(columns.indexOf('OPT') + 1).map((column) => row[column])) };
  });
  return { rows, references: columns.slice(columns.indexOf('OPT') + 1) };
}

function traceOf(name) {
  if (!traces.has(name)) {
    traces.clear(); // rows of one trace stand together
    const path = [name, `${name}.gz`].map((each) => join(folder, each)).find(existsSync);
    if (!path) throw new Error(`there is no trace ${name} in ${folder}`);
    const bytes = readFileSync(path);
    const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
    traces.set(
      name,
      text.split('\n').filter((line) => line !== ''),
    );
  }
  return traces.get(name);
}

/** Hit ratio in per cent: a Map that tells the strategy what the line of a call would. */
function ratioOf(name, { trace, size }) {
  const strategy = new STRATEGIES[name]({ capacity: size });
  const entries = new Map();
  const keys = traceOf(trace);
  let hits = 0;
  for (const key of keys) {
    const held = entries.get(key);
    if (held) {
      hits++;
      strategy.markRead(key, held);
      continue;
    }
    const entry = { value: undefined, strategySlot: undefined };
    entries.set(key, entry);
    strategy.markWritten(key, entry);
    for (let cold = strategy.nextToRelease(); cold !== undefined; cold = strategy.nextToRelease()) {
      strategy.markReleased(cold);
      entries.delete(cold);
    }
  }
  return (100 * hits) / keys.length;
}

function printRows() {
  console.log(['trace'.padEnd(32), 'size', 'OPT', 'best', ...strategies.map(short)].join('\t'));
  rows.forEach((row, n) => {
    const cells = [row.size, row.OPT, row.best, ...results[n]];
    console.log([row.trace.padEnd(32), ...cells.map((cell, at) => (at === 0 ? cell : cell.toFixed(2)))].join('\t'));
  });
  console.log();
}

function printSummary() {
  console.log(`${rows.length} rows`);
  console.table(
    Object.fromEntries([
      ...references.map((name) => [`(${name})`, summary(rows.map((row) => row[name]))]),
      ...strategies.map((name, n) => [
        name,
        summary(
          results.map((row) => row[n]),
          NAMESAKES[name],
        ),
      ]),
    ]),
  );
}

function summary(ratios, namesake) {
  const share = mean(rows.map((row, n) => ratios[n] / row.OPT));
  const regrets = rows.map((row, n) => row.best - ratios[n]);
  const worst = regrets.indexOf(Math.max(...regrets));
  const belowLru = rows.flatMap((row, n) => (APPLICATIONS.test(row.trace) ? [row.LRU - ratios[n]] : []));
  const off = references.includes(namesake) && rows.map((row, n) => Math.abs(row[namesake] - ratios[n]));
  return {
    'share of optimum': share.toFixed(4),
    'mean regret': mean(regrets).toFixed(2),
    'largest regret': regrets[worst].toFixed(2),
    at: `${rows[worst].trace} ${rows[worst].size}`,
    'below LRU on applications': belowLru.length > 0 ? Math.max(...belowLru).toFixed(2) : '',
    'off its reference, most': off ? Math.max(...off).toFixed(2) : '',
    'on average': off ? mean(off).toFixed(3) : '',
  };
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function short(name) {
  return name.replace('LeastRecently', 'LR').replace('LeastFrequently', 'LF');
}
