import { type ByteSize, ConfigurationError, parseByteSize, type Serde } from '@memoir/core';

/** @throws {ConfigurationError} if `options` is not an object, or has a key that is not among the known ones */
export function checkOptions(owner: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError(`the options of ${owner} are an object with ${known.join(', ')}`, options);
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new ConfigurationError(`${owner} has no option '${unknown}'; it has ${known.join(', ')}`);
}

/** @throws {ConfigurationError} unless `inner` is something to put another serde around */
export function checkSerde(owner: string, inner: Serde): void {
  const isSerde = typeof inner?.serialize === 'function' && typeof inner.deserialize === 'function';
  if (!isSerde || typeof inner.id !== 'string' || inner.id === '') {
    throw new ConfigurationError(`${owner} is put around a serde, which has id, serialize and deserialize`, inner);
  }
}

/**
 * A size in whole bytes.
 *
 * @throws {ConfigurationError} if it is no size, or less than `least`
 */
export function toSize(setting: string, size: ByteSize, least: number): number {
  const bytes = typeof size === 'string' ? parseByteSize(size) : size;
  if (typeof bytes !== 'number' || !Number.isFinite(bytes) || bytes < least) {
    throw new ConfigurationError(`${setting} is at least ${least} bytes, as a number or a text such as '64K'`, size);
  }
  return Math.floor(bytes);
}
