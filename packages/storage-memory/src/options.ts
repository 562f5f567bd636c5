import { ConfigurationError } from '@memoir/core';

/** @throws {ConfigurationError} if one is given that is not known: a misspelt bound would be no bound */
export function refuseUnknownOptions(owner: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw new ConfigurationError(`${owner} takes options`, options);
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new ConfigurationError(`${owner} knows ${known.join(', ')}`, name);
  }
}

/** @throws {ConfigurationError} unless it is a whole number of at least 1 */
export function toCount(setting: string, count: number): number {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new ConfigurationError(`${setting} is a whole number of at least 1`, count);
  }
  return count;
}
