import { Buffer } from 'node:buffer';
import { isUint8Array } from 'node:util/types';
import { crc32 } from 'node:zlib';
import { StorageError } from '../errors.js';

/** What is written to a backend: facts that JSON can say, then bytes that only a serde understands. */
export interface Envelope {
  readonly header: unknown;
  readonly payload: Uint8Array;
}

const MAGIC = 0x6d656d6f; // 'memo'
const FORMAT_AT = 4;
const FORMAT = 1;
const CHECKSUM_AT = 5;
const LENGTH_AT = 9;
const HEADER_AT = 13;

/**
 * Puts header and payload into one piece of bytes that says what it is:
 *
 *      0  magic, `memo`
 *      4  version of this format, 1
 *      5  CRC-32 of everything from byte 9 on
 *      9  length of the header in bytes
 *     13  header, JSON in UTF-8
 *     ..  payload, up to the end
 *
 * Numbers are big-endian. JSON escapes lone surrogates, so that every text survives UTF-8.
 */
export function sealEnvelope({ header, payload }: Envelope): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const bytes = new Uint8Array(HEADER_AT + text.length + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint8(FORMAT_AT, FORMAT);
  view.setUint32(LENGTH_AT, text.length);
  bytes.set(text, HEADER_AT);
  bytes.set(payload, HEADER_AT + text.length);
  view.setUint32(CHECKSUM_AT, crc32(bytes.subarray(LENGTH_AT)));
  return bytes;
}

/**
 * Takes bytes of unknown origin apart. Allocates no more than their own length justifies, whatever they claim.
 *
 * @throws {StorageError} that says what is wrong with them
 */
export function openEnvelope(bytes: unknown): Envelope {
  if (!isUint8Array(bytes)) throw new StorageError(`the backend answered with a ${typeof bytes} instead of bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_AT || view.getUint32(0) !== MAGIC) throw new StorageError('the bytes are not of memoir');
  const format = view.getUint8(FORMAT_AT);
  if (format !== FORMAT) throw new StorageError(`the bytes are of format ${format}, not ${FORMAT}`);
  const end = HEADER_AT + view.getUint32(LENGTH_AT);
  if (end > bytes.length) throw new StorageError('the bytes are truncated');
  if (crc32(bytes.subarray(LENGTH_AT)) !== view.getUint32(CHECKSUM_AT)) throw new StorageError('the bytes are corrupt');
  return { header: parseHeader(bytes.subarray(HEADER_AT, end)), payload: bytes.subarray(end) };
}

function parseHeader(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  } catch (cause) {
    throw new StorageError('the header is not JSON', { cause });
  }
}
