import { Buffer } from 'node:buffer';
import { types } from 'node:util';
import { Amount } from './classes.js';

/** What the key extractor promises to be one call, decided without any text: by comparing, two by two. */
export function isSameCall(some: readonly unknown[], others: readonly unknown[]): boolean {
  const [a, b] = [withoutTrailingUndefined(some), withoutTrailingUndefined(others)];
  return a.length === b.length && a.every((argument, index) => isSame(argument, b[index]));
}

function withoutTrailingUndefined(args: readonly unknown[]): readonly unknown[] {
  return args.slice(0, args.findLastIndex((argument) => argument !== undefined) + 1);
}

export function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (kindOf(a) !== kindOf(b)) return false;
  if (a instanceof Amount && b instanceof Amount) return isSame(a.toJSON(), b.toJSON());
  return isSameContent(a, b) && isSameProperties(a, b);
}

function kindOf(value: object): string {
  if (Array.isArray(value)) return 'array';
  if (Buffer.isBuffer(value)) return 'buffer';
  if (value instanceof Amount || types.isNativeError(value)) return `class ${value.constructor.name}`;
  if (value instanceof URL || value instanceof URLSearchParams) return value.constructor.name;
  const checks = Object.entries(types).filter(([name]) =>
    /^is(Date|RegExp|Map|Set|DataView|ArrayBuffer|.*(Array|Object))$/.test(name),
  );
  const found = checks.find(([, check]) => (check as (value: unknown) => boolean)(value));
  return found?.[0] ?? 'plain';
}

function isSameContent(a: any, b: any): boolean {
  if (types.isDate(a)) return Object.is(a.getTime(), b.getTime());
  if (types.isRegExp(a)) return a.source === b.source && a.flags === b.flags;
  if (types.isNativeError(a)) return a.name === b.name && a.message === b.message && isSameHidden(a, b, 'cause');
  if (types.isBoxedPrimitive(a)) return Object.is((a as any).valueOf(), b.valueOf());
  if (a instanceof URL) return a.href === b.href;
  if (a instanceof URLSearchParams) return isSame([...a], [...b]);
  if (types.isDataView(a)) return isSameBytes(new Uint8Array(a.buffer, a.byteOffset, a.byteLength), b);
  if (types.isArrayBuffer(a)) return isSameBytes(new Uint8Array(a), new Uint8Array(b));
  if (ArrayBuffer.isView(a)) return a.constructor === b.constructor;
  if (types.isMap(a)) return isSameInAnyOrder([...a.entries()], [...b.entries()]);
  if (types.isSet(a)) return isSameInAnyOrder([...a], [...b]);
  return !Array.isArray(a) || a.length === b.length;
}

function isSameHidden(a: object, b: object, name: string): boolean {
  return Object.hasOwn(a, name) === Object.hasOwn(b, name) && isSame(a[name as keyof object], b[name as keyof object]);
}

function isSameBytes(a: Uint8Array, b: ArrayBufferView): boolean {
  return Buffer.from(a).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));
}

/** Being the same is an equivalence, so the first partner found is as good as any. */
function isSameInAnyOrder(some: readonly unknown[], others: readonly unknown[]): boolean {
  const left = [...others];
  return (
    some.length === others.length &&
    some.every((one) => {
      const index = left.findIndex((other) => isSame(one, other));
      return index >= 0 && left.splice(index, 1).length === 1;
    })
  );
}

/** Elements of arrays and typed arrays are properties too, and a hole is one that is missing. */
function isSameProperties(a: object, b: object): boolean {
  const [names, others] = [Object.keys(a), Object.keys(b)];
  return names.length === others.length && names.every((name) => Object.hasOwn(b, name) && isSameHidden(a, b, name));
}
