import type { CacheKey } from './cache-key.js';
import type { KeyExtractor } from './key-extractor.js';
export class ArgumentsKeyExtractor<Args extends readonly any[] = any> implements KeyExtractor<Args> {
  readonly singleStringIsKey: boolean;
  constructor(
    private readonly options: { readonly selectArguments?: ((...args: Args) => readonly unknown[]) | undefined } = {},
  ) {
    this.singleStringIsKey = options.selectArguments === undefined;
  }
  extract(args: Args): CacheKey {
    const a = this.options.selectArguments?.(...args) ?? args;
    return a.length === 1 && typeof a[0] === 'string' && isOwnKey(a[0]) ? a[0] : `(${JSON.stringify(a)})`;
  }
}
export function isOwnKey(t: string): boolean {
  return t.charCodeAt(0) !== 40;
}
