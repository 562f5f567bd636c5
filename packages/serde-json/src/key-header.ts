import { Buffer } from 'node:buffer';
import { SerdeError } from '@memoir/core';

const VERSION = 1;
const FIXED = 2;

/** In front of bytes made with a key: a byte of version, a byte with the length of the key's identifier, and that. */
export function keyHeader(keyId: string): Buffer {
  const id = Buffer.from(keyId, 'utf8');
  return Buffer.concat([Buffer.of(VERSION, id.length), id]);
}

/**
 * @param rest how many bytes follow at least
 * @throws {SerdeError} if the bytes are of another version or too few
 */
export function readKeyHeader(bytes: Buffer, rest: number): { readonly header: Buffer; readonly keyId: string } {
  if (bytes[0] !== VERSION) throw new SerdeError('$', 'the bytes are of another version or of something else');
  const end = FIXED + (bytes[1] ?? 0);
  if (bytes.length < end + rest) throw new SerdeError('$', 'the bytes are cut short');
  return { header: bytes.subarray(0, end), keyId: bytes.toString('utf8', FIXED, end) };
}

/** What is authenticated besides the payload: the serdes in their order, so that none can be swapped, and the header. */
export function authenticatedHeader(serdeId: string, header: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${Buffer.byteLength(serdeId)}:${serdeId}`, 'utf8'), header]);
}

/** The key of a header that has not been authenticated yet, hence the quotes and the cut. */
export function unknownKey(keyId: string): SerdeError {
  return new SerdeError('$', `keys has none with the identifier ${JSON.stringify(keyId.slice(0, 40))}`);
}
