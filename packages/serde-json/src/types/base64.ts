import { Buffer } from 'node:buffer';
import { endianness } from 'node:os';
import { types } from 'node:util';
import type { Walk } from '../walk.js';

/**
 * The bytes of a view as base64, elements of several bytes in little-endian order.
 *
 * @param size bytes per element
 */
export function toBase64(view: ArrayBufferView, size: number, walk: Walk): string {
  const { buffer } = view;
  if (types.isSharedArrayBuffer(buffer)) return walk.refuse('shared memory cannot be carried');
  if (Reflect.get(buffer, 'resizable')) return walk.refuse('a resizable ArrayBuffer cannot be carried');
  return littleEndian(Buffer.from(buffer, view.byteOffset, view.byteLength), size).toString('base64');
}

/** The bytes in memory of their own, where elements of any size are aligned. */
export function fromBase64(tag: string, text: unknown, size: number, walk: Walk): ArrayBuffer {
  const bytes = bufferFromBase64(tag, text, walk);
  if (bytes.length % size !== 0) return walk.refuse(`a ${tag} has ${size} bytes per element`);
  const memory = new ArrayBuffer(bytes.length);
  new Uint8Array(memory).set(littleEndian(bytes, size));
  return memory;
}

/** `Buffer.from` leaves out what is not base64; here that is damage. */
export function bufferFromBase64(tag: string, text: unknown, walk: Walk): Buffer {
  if (typeof text !== 'string') return walk.refuse(`a ${tag} is base64`);
  const bytes = Buffer.from(text, 'base64');
  if (text.length % 4 !== 0 || bytes.length !== Buffer.byteLength(text, 'base64'))
    return walk.refuse(`a ${tag} is base64`);
  return bytes;
}

function littleEndian(bytes: Buffer, size: number): Buffer {
  if (size === 1 || endianness() === 'LE') return bytes;
  const swapped = Buffer.from(bytes);
  return size === 2 ? swapped.swap16() : size === 4 ? swapped.swap32() : swapped.swap64();
}
