const SPECIAL = /[",\r\n]/g;

/**
 * Splits text that comes in chunks into rows of CSV (RFC 4180): fields between commas, in quotes where they hold a
 * comma, a line end or a quote, which is then doubled. Empty lines are left out.
 */
export class CsvParser {
  #rows: string[][] = [];
  #row: string[] = [];
  #field = '';
  #state: 'plain' | 'quoted' | 'closed' = 'plain';

  /** @returns the rows that this chunk completes */
  push(chunk: string): string[][] {
    let from = 0;
    for (const { index, 0: sign } of chunk.matchAll(SPECIAL)) {
      this.#field += chunk.slice(from, index);
      from = index + 1;
      if (this.#state === 'quoted') this.#takeQuoted(sign);
      else this.#takePlain(sign);
    }
    this.#field += chunk.slice(from);
    return this.#takeRows();
  }

  /**
   * @returns the last row, if no line end stood behind it
   * @throws {Error} if a quote is still open
   */
  end(): string[][] {
    if (this.#state === 'quoted') throw new Error('the text ends inside quotes');
    this.#endRow();
    return this.#takeRows();
  }

  #takeQuoted(sign: string): void {
    if (sign === '"') this.#state = 'closed';
    else this.#field += sign;
  }

  #takePlain(sign: string): void {
    if (sign === ',') this.#endField();
    else if (sign === '\n') this.#endRow();
    else if (sign === '"') {
      // Right behind a closing quote it stands for itself.
      if (this.#state === 'closed') this.#field += sign;
      this.#state = 'quoted';
    }
  }

  #endField(): void {
    this.#row.push(this.#field);
    this.#field = '';
    this.#state = 'plain';
  }

  #endRow(): void {
    if (this.#row.length === 0 && this.#field === '' && this.#state === 'plain') return;
    this.#endField();
    this.#rows.push(this.#row);
    this.#row = [];
  }

  #takeRows(): string[][] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }
}
