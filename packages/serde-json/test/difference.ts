import { types } from 'node:util';

const HIDDEN = ['name', 'message', 'stack', 'cause', 'errors', 'lastIndex'] as const;

/**
 * Where two values differ, or `undefined` if they are the same to anybody who looks: class, insides, order, holes, the
 * sign of zero, own properties that are seen and those of an error or expression that are not. `isDeepStrictEqual` of
 * Node 20 finds an invalid date different from itself, and matchers of Jest overlook holes and `undefined`.
 */
export function difference(actual: unknown, expected: unknown, path = '$'): string | undefined {
  if (Object.is(actual, expected)) return undefined;
  if (!isObject(actual) || !isObject(expected)) return `${path}: ${String(actual)} for ${String(expected)}`;
  if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return `${path}: another class`;
  const inside = difference(insides(actual), insides(expected), `${path}<inside>`);
  if (inside !== undefined) return inside;
  const keys = namesOf(actual);
  if (!sameList(keys, namesOf(expected))) return `${path}: ${keys.join()} for ${namesOf(expected).join()}`;
  for (const key of keys) {
    const found = difference(Reflect.get(actual, key), Reflect.get(expected, key), `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function namesOf(value: object): string[] {
  return [...Object.keys(value), ...HIDDEN.filter((name) => Object.hasOwn(value, name)).map((name) => name)];
}

/** What no property shows. */
function insides(value: object): unknown {
  if (Array.isArray(value)) return value.length;
  if (types.isDate(value)) return value.getTime();
  if (types.isMap(value)) return [...value];
  if (types.isSet(value)) return [...value];
  if (types.isRegExp(value)) return String(value);
  if (types.isBoxedPrimitive(value)) return value.valueOf();
  if (types.isArrayBuffer(value)) return [...new Uint8Array(value)];
  if (types.isDataView(value)) return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  if (value instanceof URL || value instanceof URLSearchParams) return String(value);
  return types.isNativeError(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
