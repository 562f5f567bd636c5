import { ConfigurationError } from '@memoir/core';

/** @throws {ConfigurationError} if `options` is not an object, or has a key that is not among the known ones */
export function checkOptions(owner: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError(`the options of ${owner} are an object with ${known.join(', ')}`, options);
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new ConfigurationError(`${owner} has no option '${unknown}'; it has ${known.join(', ')}`);
}
