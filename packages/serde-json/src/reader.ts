import { SerdeError } from '@memoir/core';
import { Trail } from './trail.js';
import type { TypeHooks } from './type-hooks.js';
import { typesByTag } from './types/built-in-types.js';
import type { Members, Walk } from './walk.js';

/** Turns what `JSON.parse` made of a writer's text into the value again, in place where no tag stands. */
export class Reader implements Walk {
  readonly #hooks: TypeHooks;
  readonly #trail = new Trail();

  constructor(hooks: TypeHooks) {
    this.#hooks = hooks;
  }

  /** @throws {SerdeError} with the path of what a writer cannot have written */
  read(json: unknown): unknown {
    try {
      return this.#any(json);
    } catch (error) {
      if (error instanceof SerdeError) throw error;
      // Without the cause: its message could quote the bytes. That the stack ended needs no quotation.
      throw new SerdeError(this.#trail.toString(), 'the bytes cannot have been written by this serde');
    }
  }

  at(step: string | number, member: unknown): unknown {
    this.#trail.enter(step);
    const value = this.#any(member);
    this.#trail.leave();
    return value;
  }

  members(of: Members): Members {
    return this.#members(of, Object.keys(of));
  }

  refuse(why: string): never {
    throw new SerdeError(this.#trail.toString(), why);
  }

  #any(json: unknown): unknown {
    if (typeof json !== 'object' || json === null) return json;
    if (Array.isArray(json)) return this.#array(json);
    const keys = Object.keys(json);
    const tag = keys[0];
    return tag?.startsWith('$') ? this.#tagged(tag, json as Members) : this.#members(json as Members, keys);
  }

  #members(of: Members, keys: readonly string[]): Members {
    const target = of as Record<string, unknown>;
    for (const key of keys) {
      const member = target[key];
      if (typeof member !== 'object' || member === null) continue;
      const value = this.at(key, member);
      if (value !== member) target[key] = value; // `__proto__` too is an own property here, parsed as one
    }
    return target;
  }

  #array(array: unknown[]): unknown[] {
    for (let index = 0; index < array.length; index++) {
      const member = array[index];
      if (typeof member === 'object' && member !== null) array[index] = this.at(index, member);
    }
    return array;
  }

  #tagged(tag: string, tagged: Members): unknown {
    if (tag === '$type') return this.#hooked(tagged);
    const type = typesByTag.get(tag) ?? this.refuse(`no type is written as ${quoted(tag)}`);
    return type.read(tagged, this);
  }

  #hooked({ $type, value }: Members): unknown {
    const hook = this.#hooks.named($type) ?? this.refuse(`no type hook has the name ${quoted($type)}`);
    const json = this.#any(value);
    try {
      return hook.fromJSON(json);
    } catch (cause) {
      throw new SerdeError(this.#trail.toString(), `the type hook '${hook.name}' failed`, { cause });
    }
  }
}

function quoted(name: unknown): string {
  return JSON.stringify(String(name).slice(0, 80));
}
