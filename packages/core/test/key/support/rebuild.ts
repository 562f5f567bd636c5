import { Buffer } from 'node:buffer';
import { types } from 'node:util';
import { objectOf } from './arguments.js';
import { Amount } from './classes.js';

/** The same value, built anew, with properties and the content of Map and Set put in in the opposite order. */
export function rebuild(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Amount) return new (value.constructor as typeof Amount)(rebuild(value.toJSON()));
  if (types.isMap(value)) return new Map([...value].toReversed().map(([key, held]) => [rebuild(key), rebuild(held)]));
  if (types.isSet(value)) return new Set([...value].toReversed().map(rebuild));
  if (types.isBoxedPrimitive(value)) return Object((value as object).valueOf());
  if (types.isNativeError(value)) return rebuildError(value);
  if (types.isDataView(value)) return new DataView(value.buffer.slice(value.byteOffset));
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (types.isTypedArray(value) || types.isArrayBuffer(value)) return (value as ArrayBuffer).slice(0);
  if (Array.isArray(value)) return rebuildArray(value);
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || prototype === Object.prototype) return objectOf(prototype, rebuildEntries(value));
  return new (value.constructor as new (from: unknown) => unknown)(value);
}

function rebuildEntries(value: object): [string, unknown][] {
  return Object.entries(value)
    .toReversed()
    .map(([name, held]) => [name, rebuild(held)]);
}

function rebuildArray(array: readonly unknown[]): unknown[] {
  return Object.assign(new Array(array.length), Object.fromEntries(rebuildEntries(array)));
}

function rebuildError(error: Error): Error {
  const options = Object.hasOwn(error, 'cause') ? { cause: rebuild(error.cause) } : undefined;
  const another = new (error.constructor as ErrorConstructor)(error.message, options);
  return Object.assign(another, Object.fromEntries(rebuildEntries(error)));
}
