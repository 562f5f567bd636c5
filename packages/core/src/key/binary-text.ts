import { Buffer } from 'node:buffer';
import { types } from 'node:util';
import { numberText } from './primitive-text.js';
import { Refusal } from './refusal.js';

type Elements = ArrayLike<number | bigint> & NodeJS.ArrayBufferView & { readonly [Symbol.toStringTag]: string };

/** `Buffer(AQID)`, `Uint8Array(AQID)`: bytes in base64url. Wider elements as numbers, which no machine's byte order changes. */
export function typedArrayText(array: Elements): string {
  const bytes = bytesOf(array);
  const name = Buffer.isBuffer(array) ? 'Buffer' : array[Symbol.toStringTag];
  if (array.length === array.byteLength) return `${name}(${bytes.toString('base64url')})`;
  return `${name}(${Array.from(array, elementText).join(',')})`;
}

/** What a view shows, wherever in its buffer that lies. */
export function dataViewText(view: DataView): string {
  return `DataView(${bytesOf(view).toString('base64url')})`;
}

export function arrayBufferText(buffer: ArrayBuffer): string {
  return `ArrayBuffer(${Buffer.from(buffer).toString('base64url')})`;
}

function elementText(element: number | bigint): string {
  return typeof element === 'bigint' ? `${element}n` : numberText(element);
}

/** @throws {Refusal} over shared memory, which another thread may change while its text is made */
function bytesOf(view: NodeJS.ArrayBufferView): Buffer {
  if (types.isSharedArrayBuffer(view.buffer)) throw new Refusal('a view of a SharedArrayBuffer');
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
