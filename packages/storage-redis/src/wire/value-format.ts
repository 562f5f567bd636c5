import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { kindOf, STAMP_LENGTH, tokenOf, VERSION, writeStamp } from './stamp.js';
import { UnreadableValue } from './unreadable-value.js';
import type { UsualTexts } from './usual-texts.js';

/** A value as it stands in Redis; docs/redis-format.md has it field by field. Instants are in the Redis server's clock. */
export interface WireValue {
  readonly token: string;
  /** When `expire` was called; `Infinity` if it was not. */
  readonly expiredAt: number;
  readonly createdAt: number;
  readonly staleAt: number;
  readonly expiresAt: number;
  readonly keepUntil: number;
  readonly loadedIn: number;
  /** The Redis key it was written to, without what a client puts in front of it. */
  readonly name: string;
  /** The namespace's epoch when the load began. */
  readonly epoch: string;
  /** The id of the serde that wrote the payload. */
  readonly serde: string;
  readonly labels: Labels | undefined;
  readonly payload: Uint8Array;
}

/** What only some values have. */
export interface Labels {
  readonly version?: string;
  readonly tags?: readonly string[];
  /** The clock of tags when the load began; there with tags only. */
  readonly clock?: string;
}

/** `expire` writes here; its own checksum follows it. */
export const EXPIRY_OFFSET = STAMP_LENGTH;
const EXPIRY_CHECK_OFFSET = EXPIRY_OFFSET + 8;
const BODY_CHECK_OFFSET = EXPIRY_CHECK_OFFSET + 4;
const BODY_OFFSET = BODY_CHECK_OFFSET + 4;
const INSTANTS_LENGTH = 5 * 8;
const NEVER_CHECK = 0x742c_668c;
const LENGTH_OF_LENGTH = 4;
const TEXTS_OFFSET = BODY_OFFSET + INSTANTS_LENGTH;
const TEXTS = 4;

export function encodeValue(value: WireValue): Buffer {
  const labels = value.labels === undefined ? '' : JSON.stringify(value.labels);
  const texts = [value.name, value.epoch, value.serde, labels];
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const head = lengths.reduce((sum, length) => sum + LENGTH_OF_LENGTH + length, TEXTS_OFFSET);
  const bytes = Buffer.allocUnsafe(head + value.payload.length);

  writeStamp(bytes, 'value', value.token);
  expiryOf(value.expiredAt).copy(bytes, EXPIRY_OFFSET);
  let at = BODY_OFFSET;
  for (const number of [value.createdAt, value.staleAt, value.expiresAt, value.keepUntil, value.loadedIn]) {
    at = bytes.writeDoubleBE(number, at);
  }
  texts.forEach((text, index) => {
    at = bytes.writeUInt32BE(lengths[index]!, at);
    at += bytes.write(text, at, lengths[index]!, 'utf8');
  });
  bytes.set(value.payload, at);
  bytes.writeUInt32BE(crc32(bytes.subarray(BODY_OFFSET)), BODY_CHECK_OFFSET);
  return bytes;
}

/** What `expire` writes at `EXPIRY_OFFSET`: the instant and its checksum. */
export function expiryOf(instant: number): Buffer {
  const bytes = Buffer.allocUnsafe(BODY_CHECK_OFFSET - EXPIRY_OFFSET);
  bytes.writeDoubleBE(instant, 0);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  return bytes;
}

/**
 * Reads a value without copying its payload.
 *
 * @param name which value it should be @param usual the other texts that it probably has
 * @throws {UnreadableValue} if the bytes are foreign, of another version, truncated or corrupt
 */
export function decodeValue(bytes: Buffer, name = '', usual?: UsualTexts): WireValue {
  checkSoundness(bytes);
  const payloadAt = usual === undefined ? 0 : usual.endIn(bytes, TEXTS_OFFSET, name);
  const texts = payloadAt === 0 ? textsIn(bytes) : undefined;
  const value: WireValue = {
    token: tokenOf(bytes),
    expiredAt: bytes.readDoubleBE(EXPIRY_OFFSET),
    createdAt: bytes.readDoubleBE(BODY_OFFSET),
    staleAt: bytes.readDoubleBE(BODY_OFFSET + 8),
    expiresAt: bytes.readDoubleBE(BODY_OFFSET + 16),
    keepUntil: bytes.readDoubleBE(BODY_OFFSET + 24),
    loadedIn: bytes.readDoubleBE(BODY_OFFSET + 32),
    name: texts === undefined ? name : texts.name,
    epoch: texts === undefined ? usual!.epoch : texts.epoch,
    serde: texts === undefined ? usual!.serde : texts.serde,
    labels: texts?.labels,
    payload: bytes.subarray(texts === undefined ? payloadAt : texts.end),
  };
  if (!(value.createdAt <= value.staleAt && value.staleAt <= value.expiresAt && value.expiresAt <= value.keepUntil)) {
    throw new UnreadableValue('its instants are not in order');
  }
  return value;
}

/** The checksums come before all else: no length in the bytes is trusted before. */
function checkSoundness(bytes: Buffer): void {
  const kind = kindOf(bytes);
  if (kind === undefined) throw new UnreadableValue('not written by memoir');
  if (typeof kind === 'number') throw new UnreadableValue(`written in format ${kind}, not ${VERSION}`);
  if (kind !== 'value') throw new UnreadableValue(`a ${kind} is no value`);
  if (bytes.length < TEXTS_OFFSET + TEXTS * LENGTH_OF_LENGTH) throw new UnreadableValue('truncated');
  if (!isExpirySound(bytes) || crc32(bytes.subarray(BODY_OFFSET)) !== bytes.readUInt32BE(BODY_CHECK_OFFSET)) {
    throw new UnreadableValue('checksum does not match: truncated or corrupt');
  }
}

interface Texts extends Pick<WireValue, 'name' | 'epoch' | 'serde' | 'labels'> {
  /** Where the payload begins. */
  readonly end: number;
}

function textsIn(bytes: Buffer): Texts {
  let at = TEXTS_OFFSET;
  const text = (): string => {
    const end = at + LENGTH_OF_LENGTH + (at + LENGTH_OF_LENGTH <= bytes.length ? bytes.readUInt32BE(at) : Number.NaN);
    if (!(end <= bytes.length)) throw new UnreadableValue('a text is longer than what holds it');
    const read = bytes.toString('utf8', at + LENGTH_OF_LENGTH, end);
    at = end;
    return read;
  };
  return { name: text(), epoch: text(), serde: text(), labels: labelsFrom(text()), end: at };
}

/** Nearly always it is "never", which is known by heart. */
function isExpirySound(bytes: Buffer): boolean {
  const check = bytes.readUInt32BE(EXPIRY_CHECK_OFFSET);
  if (check === NEVER_CHECK && bytes.readDoubleBE(EXPIRY_OFFSET) === Number.POSITIVE_INFINITY) return true;
  return crc32(bytes.subarray(EXPIRY_OFFSET, EXPIRY_CHECK_OFFSET)) === check;
}

function labelsFrom(json: string): Labels | undefined {
  if (json === '') return undefined;
  try {
    const labels = JSON.parse(json) as Labels;
    if (labels.tags === undefined || (Array.isArray(labels.tags) && typeof labels.clock === 'string')) return labels;
  } catch {
    // The answer is the same.
  }
  throw new UnreadableValue('its labels cannot be read');
}
