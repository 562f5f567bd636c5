import { ConfigurationError } from '../errors.js';

/** A number of bytes, or a text such as `'128M'`, `'1.5G'`; K, M, G and T are powers of 1024, in either case. */
export type ByteSize = number | `${number}${'' | 'K' | 'M' | 'G' | 'T' | 'k' | 'm' | 'g' | 't'}`;

const POWERS = { '': 0, K: 1, M: 2, G: 3, T: 4 } as const;
const TEXT = /^(\d+(?:\.\d+)?)([KMGT]?)$/i;

/**
 * Reads a size from text, rounded down to whole bytes.
 *
 * @throws {ConfigurationError} if the text is not a number with at most one of K, M, G, T behind it
 */
export function parseByteSize(text: string): number {
  const match = typeof text === 'string' ? TEXT.exec(text) : null;
  if (!match)
    throw new ConfigurationError(`a size is a number of bytes or a text such as '512K', '128M' or '1.5G'`, text);
  return Math.floor(Number(match[1]) * 1024 ** POWERS[match[2]?.toUpperCase() as keyof typeof POWERS]);
}

/**
 * Checks a size and gives it in bytes.
 *
 * @param setting the name of the setting, for the message
 * @throws {ConfigurationError} unless it is at least one byte and finite
 */
export function toBytes(setting: string, size: ByteSize): number {
  const bytes = typeof size === 'string' ? parseByteSize(size) : size;
  if (typeof bytes !== 'number' || !Number.isFinite(bytes) || bytes < 1) {
    throw new ConfigurationError(`${setting} is at least 1 byte, as a number or a text such as '128M'`, size);
  }
  return Math.floor(bytes);
}
