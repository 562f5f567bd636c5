import type { Buffer } from 'node:buffer';
import { types } from 'node:util';
import { bufferFromBase64, fromBase64, toBase64 } from './base64.js';
import type { BuiltInType } from './built-in-type.js';

type ViewConstructor = new (buffer: ArrayBuffer) => ArrayBufferView;

/** Older versions of Node lack the first; to them its tag is an unknown one. */
const TYPED_ARRAYS = [
  'Float16Array',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
].filter((name) => name in globalThis);

const bufferType: BuiltInType<Buffer> = {
  tag: '$Buffer',
  is: types.isUint8Array as BuiltInType<Buffer>['is'],
  write: (value, walk) => ({ $Buffer: toBase64(value, 1, walk) }),
  read: ({ $Buffer }, walk) => bufferFromBase64('$Buffer', $Buffer, walk),
};

const arrayBufferType: BuiltInType<ArrayBuffer> = {
  tag: '$ArrayBuffer',
  is: types.isArrayBuffer,
  write: (value, walk) => ({ $ArrayBuffer: toBase64(new DataView(value), 1, walk) }),
  read: ({ $ArrayBuffer }, walk) => fromBase64('$ArrayBuffer', $ArrayBuffer, 1, walk),
};

/** What a view shows is kept; the rest of the buffer behind it, and what else looks into that, is not. */
function viewType(name: string, is: (value: unknown) => boolean): BuiltInType<ArrayBufferView> {
  const tag = `$${name}`;
  const View: ViewConstructor & { readonly BYTES_PER_ELEMENT?: number } = Reflect.get(globalThis, name);
  const size = View.BYTES_PER_ELEMENT ?? 1;
  return {
    tag,
    is: is as BuiltInType<ArrayBufferView>['is'],
    write: (value, walk) => ({ [tag]: toBase64(value, size, walk) }),
    read: (tagged, walk) => new View(fromBase64(tag, tagged[tag], size, walk)),
  };
}

/** The getter behind `Symbol.toStringTag` of typed arrays tells their class by what is inside. */
const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
const isTypedArray = (name: string) => (value: unknown) =>
  Reflect.get(typedArrayPrototype, Symbol.toStringTag, value) === name;

/** Each as the base64 of its bytes. */
export const binaryTypes: readonly BuiltInType[] = [
  bufferType,
  arrayBufferType,
  viewType('DataView', types.isDataView),
  ...TYPED_ARRAYS.map((name) => viewType(name, isTypedArray(name))),
];
