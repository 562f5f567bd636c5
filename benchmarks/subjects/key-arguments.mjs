import { ArgumentsKeyExtractor } from '@memoir/core';

const METHOD = { name: 'load', namespace: 'load' };

/** memoir's own keys, alone. */
export function create() {
  const extractor = new ArgumentsKeyExtractor();
  return (...args) => extractor.extract(args, undefined, METHOD);
}
