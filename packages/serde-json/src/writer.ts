import { types } from 'node:util';
import { SerdeError } from '@memoir/core';
import { hasNamedMembers } from './named-members.js';
import { nativeClassOf } from './native-class.js';
import { isPlainNumber } from './plain-json.js';
import { Trail } from './trail.js';
import type { TypeHooks } from './type-hooks.js';
import { irregularArrayType } from './types/array.js';
import { typesByClass } from './types/built-in-types.js';
import { dollarObjectType, nullPrototypeType } from './types/object.js';
import { bigintType, numberType, undefinedType } from './types/primitives.js';
import type { Members, Walk } from './walk.js';

/**
 * Turns one value into one that `JSON.stringify` carries, with tagged objects for what it cannot. What needs no tag
 * is not copied: a value that comes back as the very same needs none.
 */
export class Writer implements Walk {
  readonly #hooks: TypeHooks;
  readonly #trail = new Trail();
  readonly #around: object[] = [];

  constructor(hooks: TypeHooks) {
    this.#hooks = hooks;
  }

  /** @throws {SerdeError} with the path of what cannot be carried */
  write(value: unknown): unknown {
    try {
      return this.#any(value);
    } catch (error) {
      if (error instanceof SerdeError) throw error;
      // A getter, a proxy or a hook threw, or the stack ended.
      throw new SerdeError(this.#trail.toString(), 'could not be read', { cause: error });
    }
  }

  at(step: string | number, member: unknown): unknown {
    this.#trail.enter(step);
    const written = this.#any(member);
    this.#trail.leave();
    return written;
  }

  members(source: Members): Members {
    let copy: Record<string, unknown> | undefined;
    for (const key of Object.keys(source)) {
      this.#trail.enter(key); // before the member is read: an accessor may throw
      const member = source[key];
      const written = this.#any(member);
      this.#trail.leave();
      if (written === member) continue;
      copy ??= { ...source }; // where `__proto__` is a property of its own, so that assigning to it is harmless
      copy[key] = written;
    }
    return copy ?? source;
  }

  refuse(why: string): never {
    throw new SerdeError(this.#trail.toString(), why);
  }

  #any(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return isPlainNumber(value) ? value : numberType.write(value, this);
      case 'undefined':
        return undefinedType.write(value, this);
      case 'bigint':
        return bigintType.write(value, this);
      case 'object':
        return value === null ? null : this.#object(value);
      default:
        return this.#hooked(value) ?? this.refuse(`a ${typeof value} cannot be carried`);
    }
  }

  #object(value: object): unknown {
    if (this.#around.includes(value)) return this.refuse('a circular reference cannot be carried');
    this.#around.push(value);
    const written = this.#byClass(value, nativeClassOf(value));
    this.#around.pop();
    return written;
  }

  #byClass(value: object, name: string): unknown {
    if (name === 'Object') return this.#plain(value as Members);
    if (name === 'Array' && Array.isArray(value)) return this.#array(value);
    const hooked = this.#hooked(value);
    if (hooked) return hooked;
    if (name === 'null') return nullPrototypeType.write(value as Members, this);
    const type = typesByClass.get(name);
    if (!type?.is(value)) return this.refuse(notCarried(value));
    if (!name.endsWith('Error') && ownsNamed(value)) return this.refuse(`a ${name} with properties of its own`);
    return type.write(value, this);
  }

  #plain(value: Members): object {
    return Object.keys(value)[0]?.startsWith('$') ? dollarObjectType.write(value, this) : this.members(value);
  }

  #array(value: readonly unknown[]): object {
    if (hasHoles(value) || hasNamedMembers(value)) return irregularArrayType.write(value as unknown[], this);
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const member = value[index];
      const written = this.at(index, member);
      if (written === member) continue;
      copy ??= value.slice();
      copy[index] = written;
    }
    return copy ?? value;
  }

  #hooked(value: unknown): object | undefined {
    const hook = this.#hooks.taking(value);
    return hook && { $type: hook.name, value: this.#any(hook.toJSON(value)) };
  }
}

function hasHoles(value: readonly unknown[]): boolean {
  if (!value.includes(undefined)) return false;
  for (let index = 0; index < value.length; index++) if (!(index in value)) return true;
  return false;
}

/** Whether it has enumerable properties that its class does not account for. */
function ownsNamed(value: object): boolean {
  const isList = types.isTypedArray(value) || types.isStringObject(value);
  return isList ? hasNamedMembers(value as ArrayLike<unknown>) : Object.keys(value).length > 0;
}

function notCarried(value: object): string {
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name;
  const what = typeof name === 'string' && name !== 'Object' ? `an instance of ${name}` : 'an object with a prototype';
  const toJSON = typeof (value as { toJSON?: unknown }).toJSON === 'function';
  const because = toJSON ? ' (by its toJSON alone it would come back as something else)' : '';
  return `${what} cannot be carried${because}; return plain data, or pass JsonSerde a hook for it in types`;
}
