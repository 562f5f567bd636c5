import { readFile } from 'node:fs/promises';
import { TraceError } from '../errors.js';
import { CsvParser } from '../trace/csv-parser.js';

/** One row of somebody else's figures: hit ratios in per cent by the name of their column. */
export interface ReferenceRow {
  readonly trace: string;
  readonly size: number;
  readonly optimum: number;
  readonly ratios: Readonly<Record<string, number>>;
}

/** What is in the file besides hit ratios of policies. */
const OTHERS = new Set(['trace', 'requests', 'unique', 'size', 'OPT']);

/** @throws {TraceError} if the file cannot be read or lacks the columns `trace`, `size` and `OPT` */
export async function readReference(file: string): Promise<ReferenceRow[]> {
  const [names = [], ...rows] = await readRows(file);
  for (const needed of ['trace', 'size', 'OPT']) {
    if (!names.includes(needed)) throw new TraceError(file, `has no column '${needed}'`);
  }
  return rows.map((row) => {
    const fields = Object.fromEntries(names.map((name, index) => [name, row[index]!]));
    const ratios = names.filter((name) => !OTHERS.has(name)).map((name) => [name, Number(fields[name])] as const);
    return {
      trace: fields['trace']!,
      size: Number(fields['size']),
      optimum: Number(fields['OPT']),
      ratios: Object.fromEntries(ratios),
    };
  });
}

async function readRows(file: string): Promise<string[][]> {
  try {
    const parser = new CsvParser();
    return [...parser.push(await readFile(file, 'utf8')), ...parser.end()];
  } catch (error) {
    throw new TraceError(file, `cannot be read: ${(error as Error).message}`, error);
  }
}
