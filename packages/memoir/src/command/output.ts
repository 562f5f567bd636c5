/** Where the command writes: JSON documents, one per line, or text for people; never both. */
export class Output {
  constructor(readonly isJson: boolean) {}

  /** One answer. @param text made only where it is printed */
  tell(document: object, text: () => string): void {
    process.stdout.write(`${this.isJson ? JSON.stringify(document, inJson) : text()}\n`);
  }
}

/** What never comes is `null`: JSON knows no infinity. */
function inJson(_name: string, value: unknown): unknown {
  return value instanceof Error ? { message: value.message } : value;
}

/** Text of others, made safe to be printed on a terminal. */
export function printable(text: string): string {
  return /^[^\p{Control}\s"]+$/u.test(text) ? text : JSON.stringify(text);
}

/** Columns, each as wide as its longest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
