import { UsageError } from './errors.js';
import type { Trace } from './trace/trace.js';

/** A number of entries, or a share of the unique keys of each trace. */
export type Size = number | `${number}%`;

/** Most curves bend where the cache is small. */
export const DEFAULT_SIZES: readonly Size[] = ['0.5%', '1%', '2%', '5%', '10%', '20%', '50%'];

/**
 * @param text such as `100` or `1.5%`
 * @throws {UsageError} for anything else
 */
export function parseSize(text: string): Size {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  if (/^\d+(\.\d+)?%$/.test(text) && Number.parseFloat(text) > 0 && Number.parseFloat(text) <= 100) return text as Size;
  throw new UsageError(
    `a size is a number of entries, such as 100, or a share of the unique keys, such as 1%; received '${text}'`,
  );
}

/**
 * Sizes in entries for one trace, smallest first and each once; a share is at least one entry.
 *
 * @throws {UsageError} for a size larger than the unique keys: everything would fit, and all policies be equal
 */
export function entriesOf(sizes: readonly Size[], { name, keys }: Trace): number[] {
  const entries = new Set<number>();
  for (const size of sizes) {
    const count =
      typeof size === 'number' ? size : Math.max(1, Math.round((Number.parseFloat(size) / 100) * keys.length));
    if (!Number.isSafeInteger(count) || count < 1)
      throw new UsageError(`a size is at least one entry; received ${size}`);
    if (count > keys.length) {
      throw new UsageError(
        `size ${count} is larger than the ${keys.length} unique keys of ${name}: everything would fit`,
      );
    }
    entries.add(count);
  }
  return [...entries].sort((one, other) => one - other);
}
