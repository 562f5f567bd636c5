import type { Awaitable } from '../awaitable.js';
import { ConfigurationError } from '../errors.js';
import { cachedVariable } from './cached-variable.js';
import type { CachedVariable, VariableOptions } from './variable-options.js';

interface Named {
  readonly loader: () => unknown;
  readonly variable: CachedVariable<any, any>;
}

const variables = new Map<string, Named>();

/** Variables that live as long as the process, found by name: across invocations of a serverless function, too. */
export const namedVariables = {
  /**
   * The variable of that name; the same loader again gives the same variable.
   *
   * @throws {ConfigurationError} if the name stands for another loader
   */
  define<T, U = T>(name: string, loader: () => Awaitable<T>, options?: VariableOptions<T, U>): CachedVariable<T, U> {
    if (typeof name !== 'string' || name === '') throw new ConfigurationError('a variable has a name', name);
    const standing = variables.get(name);
    if (standing === undefined) {
      const variable = cachedVariable(loader, options);
      variables.set(name, { loader, variable });
      return variable;
    }
    if (standing.loader !== loader) {
      throw new ConfigurationError('this name stands for a variable with another loader', name);
    }
    return standing.variable;
  },

  /** Forgets every value; the variables stay. */
  invalidateAll(): void {
    for (const { variable } of variables.values()) variable.invalidate();
  },
};
