/** A cell that stands at the left of its column; all others stand at the right. */
export type Alignment = 'left' | 'right';

/** Rows of text with each column as wide as its widest cell, two spaces apart, nothing behind the last. */
export function columns(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): string {
  const widths = alignments.map((_, index) => Math.max(0, ...rows.map((row) => row[index]!.length)));
  const padded = (row: readonly string[]) =>
    row.map((cell, index) =>
      alignments[index] === 'left' ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!),
    );
  return rows.map((row) => `${padded(row).join('  ').trimEnd()}\n`).join('');
}
