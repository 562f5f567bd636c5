import { ArgumentsKeyExtractor } from './arguments-key-extractor.js';
import type { CacheKey } from './cache-key.js';
import type { MethodReference } from './key-extractor.js';
import { nameText } from './primitive-text.js';

/**
 * Puts the function's name before the arguments, `getUser("ada")`, for functions that share one namespace. A string
 * argument alone stands in quotes here as well. Minified builds rename functions, and so change these keys.
 */
export class MethodNameAndArgumentsKeyExtractor<Args extends readonly any[] = any> extends ArgumentsKeyExtractor<Args> {
  override extract(args: Args, _self: unknown, method: MethodReference): CacheKey {
    return nameText(method.name) + this.encode(args);
  }
}
