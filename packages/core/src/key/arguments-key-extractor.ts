import { ConfigurationError } from '../errors.js';
import { argumentText } from './argument-text.js';
import type { CacheKey } from './cache-key.js';
import { FlatEncoder } from './flat-encoder.js';
import type { KeyExtractor, MethodReference } from './key-extractor.js';
import { isOwnKey } from './own-key.js';

export interface ArgumentsKeyExtractorOptions<Args extends readonly any[] = any> {
  /**
   * Gives what of the arguments makes the key; what it leaves out does not count. It may also change them, such as to
   * lower case. Runs on every call; what it throws, the call rejects with.
   */
  readonly selectArguments?: ((...args: Args) => readonly unknown[]) | undefined;
}

/**
 * Makes the key of all arguments, or of those selected, typed and in the same text everywhere.
 *
 * One string argument is its own key, `ada`, unless it begins with `(`; all other calls have their arguments in
 * parentheses, `("ada",2,{"page":1})`, so that no two different calls share a key. Trailing `undefined` arguments are
 * dropped: `f('ada')` and `f('ada', undefined)` are one call. The `this` of the call never counts.
 */
export class ArgumentsKeyExtractor<Args extends readonly any[] = any> implements KeyExtractor<Args> {
  private readonly selectArguments: ((...args: Args) => readonly unknown[]) | undefined;
  private readonly flatEncoder = new FlatEncoder();

  /** @throws {ConfigurationError} if an option is unknown or `selectArguments` is not a function */
  constructor(options: ArgumentsKeyExtractorOptions<Args> = {}) {
    const { selectArguments, ...unknown } = options;
    for (const name of Object.keys(unknown)) {
      throw new ConfigurationError('the one option of a key extractor is selectArguments', name);
    }
    if (selectArguments !== undefined && typeof selectArguments !== 'function') {
      throw new ConfigurationError('selectArguments is a function of the arguments', selectArguments);
    }
    this.selectArguments = selectArguments;
  }

  /**
   * Whether a call with one string argument can do without `extract`: where `isOwnKey(argument)`, the argument is the key.
   * False for a subclass that extracts in its own way.
   */
  get singleStringIsKey(): boolean {
    return this.selectArguments === undefined && this.extract === ArgumentsKeyExtractor.prototype.extract;
  }

  /** @throws {ConfigurationError} if `selectArguments` gives anything but an array */
  extract(args: Args, _self: unknown, _method: MethodReference): CacheKey {
    const selected = this.select(args);
    const count = countArguments(selected);
    const first: unknown = selected[0];
    if (count === 1 && typeof first === 'string' && isOwnKey(first)) return first;
    return this.encodeSelected(selected, count);
  }

  /** The arguments in parentheses, also where there is one string only. */
  protected encode(args: Args): string {
    const selected = this.select(args);
    return this.encodeSelected(selected, countArguments(selected));
  }

  private encodeSelected(selected: readonly unknown[], count: number): string {
    return this.flatEncoder.encode(selected, count) ?? argumentText(selected, count, this.root);
  }

  private get root(): string {
    return this.selectArguments === undefined ? 'args' : 'selectArguments(...args)';
  }

  private select(args: Args): readonly unknown[] {
    const { selectArguments } = this;
    if (selectArguments === undefined) return args;
    const selected: unknown = selectArguments(...args);
    if (!Array.isArray(selected))
      throw new ConfigurationError('selectArguments gives an array of what counts', selected);
    return selected;
  }
}

function countArguments(args: readonly unknown[]): number {
  let count = args.length;
  while (count > 0 && args[count - 1] === undefined) count--;
  return count;
}
