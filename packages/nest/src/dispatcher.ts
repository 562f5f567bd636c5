import type { AnyFunction } from '@memoir/core';
import type { MemoizedOptions } from './memoized.js';
import type { MemoizedMethods } from './memoized-methods.js';

/** A decorated method, as it was written. */
export interface Mark {
  readonly name: string;
  readonly method: AnyFunction;
  readonly options: MemoizedOptions;
}

const marks = new WeakMap<object, Mark>();
const owners = new WeakMap<object, MemoizedMethods>();

/**
 * Stands in the class in place of the method: the decorator runs long before there is an application, and there may be
 * several that make objects of the class.
 */
export function dispatcherFor(method: AnyFunction, name: string, options: MemoizedOptions): AnyFunction {
  const mark: Mark = { name, method, options };
  async function memoizedMethod(this: any, ...args: unknown[]): Promise<unknown> {
    const memoized = ownerOf(this)?.functionFor(this, mark);
    return await (memoized ?? method).apply(this, args);
  }
  Object.defineProperty(memoizedMethod, 'name', { value: method.name, configurable: true });
  Object.defineProperty(memoizedMethod, 'length', { value: method.length, configurable: true });
  copyMetadata(method, memoizedMethod);
  marks.set(memoizedMethod, mark);
  return memoizedMethod;
}

/** The decorated methods of a prototype and of those it inherits from, by their names. */
export function marksOn(prototype: object | null): Map<string, Mark> {
  const found = new Map<string, Mark>();
  const seen = new Set<string>();
  for (let holder = prototype; holder !== null; holder = Object.getPrototypeOf(holder)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      const mark = typeof value === 'function' ? marks.get(value) : undefined;
      if (mark !== undefined && !seen.has(name)) found.set(name, mark);
      seen.add(name); // a method that overrides a decorated one is not decorated
    }
  }
  return found;
}

/** @param owned an object, or the prototype of objects that are yet to be made */
export function own(owned: object, owner: MemoizedMethods): void {
  owners.set(owned, owner);
}

export function disown(owned: object, owner: MemoizedMethods): void {
  if (owners.get(owned) === owner) owners.delete(owned);
}

export function ownerOf(self: unknown): MemoizedMethods | undefined {
  for (let owned = self; typeof owned === 'object' && owned !== null; owned = Object.getPrototypeOf(owned)) {
    const owner = owners.get(owned);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** What decorators below this one have written on the method, such as Nest's own for routes. */
function copyMetadata(from: object, to: object): void {
  const { getMetadataKeys, getMetadata, defineMetadata } = Reflect as unknown as Partial<MetadataReflect>;
  if (!getMetadataKeys || !getMetadata || !defineMetadata) return;
  for (const key of getMetadataKeys(from)) defineMetadata(key, getMetadata(key, from), to);
}

/** What `reflect-metadata` adds, which comes with Nest. */
interface MetadataReflect {
  getMetadataKeys(target: object): unknown[];
  getMetadata(key: unknown, target: object): unknown;
  defineMetadata(key: unknown, value: unknown, target: object): void;
}
