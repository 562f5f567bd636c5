import type { Simulation } from '../simulation.js';

const NEEDS_QUOTES = /[",\r\n]/;

/** One row per policy, size and trace; ratios are shares of 1. */
export function csvReport({ policies }: Simulation): string {
  const names = [
    'trace',
    'requests',
    'unique',
    'size',
    'policy',
    'hits',
    'hitRatio',
    'optimum',
    'shareOfOptimum',
    'regret',
    'nanosecondsPerRequest',
  ] as const;
  const rows = policies.map((figures) => names.map((name) => figures[name]));
  return [names, ...rows].map((row) => `${row.map(fieldText).join(',')}\n`).join('');
}

function fieldText(value: string | number): string {
  const text = String(value);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
