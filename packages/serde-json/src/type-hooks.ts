import { ConfigurationError } from '@memoir/core';
import type { TypeHook } from './type-hook.js';

const METHODS = ['is', 'toJSON', 'fromJSON'] as const;

/** The hooks of one serde. */
export class TypeHooks {
  readonly #byName = new Map<string, TypeHook<any>>();

  /** @throws {ConfigurationError} if one is not a hook, or two have one name */
  constructor(hooks: readonly TypeHook<any>[]) {
    if (!Array.isArray(hooks)) throw new ConfigurationError('types is a list of hooks', hooks);
    for (const hook of hooks) {
      if (typeof hook?.name !== 'string' || hook.name === '') {
        throw new ConfigurationError('a type hook has a name, which is written into the bytes', hook?.name);
      }
      for (const method of METHODS) {
        if (typeof hook[method] === 'function') continue;
        throw new ConfigurationError(`the type hook '${hook.name}' has a method ${method}`, hook[method]);
      }
      if (this.#byName.has(hook.name)) throw new ConfigurationError(`two type hooks have the name '${hook.name}'`);
      this.#byName.set(hook.name, hook);
    }
  }

  /** The first hook that takes the value. */
  taking(value: unknown): TypeHook<any> | undefined {
    for (const hook of this.#byName.values()) if (hook.is(value)) return hook;
    return undefined;
  }

  named(name: unknown): TypeHook<any> | undefined {
    return this.#byName.get(name as string);
  }
}
