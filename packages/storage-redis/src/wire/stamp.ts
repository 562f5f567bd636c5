import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';

/** What a Redis key of ours holds: a value, a lease (somebody loads), a tombstone (a write is under way). */
export type Kind = 'value' | 'lease' | 'tombstone';

/** 0xF5 occurs in no UTF-8 text, so that no text that somebody put under our key begins like us. */
export const MAGIC = Buffer.from([0xf5, 0x6d]);
export const VERSION = 1;
/** Magic, version and kind. */
export const HEAD_LENGTH = 4;
export const TOKEN_LENGTH = 12;
/** What a compare-and-set compares: the head and the token of the load that wrote what stands. */
export const STAMP_LENGTH = HEAD_LENGTH + TOKEN_LENGTH;

const LETTERS: Readonly<Record<Kind, string>> = { value: 'V', lease: 'L', tombstone: 'T' };
const KINDS = new Map(Object.entries(LETTERS).map(([kind, letter]) => [letter.charCodeAt(0), kind as Kind]));

/** One per load, never used twice; kept as text of one character per byte. */
export function newToken(): string {
  return randomBytes(TOKEN_LENGTH).toString('latin1');
}

export function writeStamp(bytes: Buffer, kind: Kind, token: string): void {
  MAGIC.copy(bytes, 0);
  bytes[2] = VERSION;
  bytes[3] = LETTERS[kind].charCodeAt(0);
  bytes.write(token, HEAD_LENGTH, TOKEN_LENGTH, 'latin1');
}

export function stampOf(kind: Kind, token: string): Buffer {
  const stamp = Buffer.allocUnsafe(STAMP_LENGTH);
  writeStamp(stamp, kind, token);
  return stamp;
}

export function headOf(kind: Kind): Buffer {
  return stampOf(kind, '').subarray(0, HEAD_LENGTH);
}

export function tokenOf(bytes: Buffer): string {
  return bytes.toString('latin1', HEAD_LENGTH, STAMP_LENGTH);
}

/** @returns the kind; a number if another version of this format wrote it; `undefined` if it is not ours at all */
export function kindOf(bytes: Buffer): Kind | number | undefined {
  if (bytes.length < STAMP_LENGTH || bytes[0] !== MAGIC[0] || bytes[1] !== MAGIC[1]) return undefined;
  return bytes[2] === VERSION ? KINDS.get(bytes[3]!) : bytes[2]!;
}
