const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;
const BYTES = ['B', 'KB', 'MB', 'GB', 'TB'];

/** A number with separators; a dash where there is none. */
export function count(value: number | null | undefined): string {
  return value === undefined || value === null ? '–' : value.toLocaleString('en');
}

/** Where there is little room: `1.1K`. */
export function short(value: number): string {
  return value.toLocaleString('en', { notation: 'compact' });
}

export function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(ratio === 1 || ratio === 0 ? 0 : 1)} %`;
}

/** Milliseconds for people. */
export function span(value: number | null | undefined): string {
  if (value === undefined || value === null) return 'never';
  for (const [unit, length] of UNITS) if (value >= length) return `${Number((value / length).toFixed(1))} ${unit}`;
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ms`;
}

export function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log2(value) / 10), BYTES.length - 1);
  return `${Number((value / 1024 ** power).toFixed(1))} ${BYTES[power]}`;
}

export function time(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}
