import type { CacheKey } from '@memoir/core';
import { TraceError } from '../errors.js';
import { CsvParser } from './csv-parser.js';

/**
 * The keys in one column of CSV.
 *
 * @param column a name of the first row, or, for files without names, the number of the column, counted from 1
 * @throws {TraceError} if there is no such column, or a row is too short
 */
export async function* csvKeysOf(
  name: string,
  text: AsyncIterable<string>,
  column: string,
): AsyncGenerator<CacheKey[]> {
  const parser = new CsvParser();
  const reader = new ColumnReader(name, column);
  for await (const chunk of text) yield reader.keysOf(parser.push(chunk));
  yield reader.keysOf(parser.end());
}

class ColumnReader {
  #index: number | undefined;
  #rows = 0;

  constructor(
    private readonly name: string,
    private readonly column: string,
  ) {
    if (/^[1-9]\d*$/.test(column)) this.#index = Number(column) - 1;
  }

  keysOf(rows: readonly string[][]): CacheKey[] {
    const keys: CacheKey[] = [];
    for (const row of rows) {
      this.#rows++;
      if (this.#index === undefined) this.#index = this.#find(row);
      else keys.push(row[this.#index] ?? this.#fail(`row ${this.#rows} has no column '${this.column}'`));
    }
    return keys;
  }

  #find(names: readonly string[]): number {
    const index = names.indexOf(this.column);
    return index >= 0 ? index : this.#fail(`has no column '${this.column}'; it has ${names.join(', ')}`);
  }

  #fail(problem: string): never {
    throw new TraceError(this.name, problem);
  }
}
