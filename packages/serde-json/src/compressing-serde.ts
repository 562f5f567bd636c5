import { Buffer, constants as limits } from 'node:buffer';
import { brotliCompressSync, brotliDecompressSync, constants, crc32, gunzipSync, gzipSync } from 'node:zlib';
import { type ByteSize, ConfigurationError, type Serde, SerdeError } from '@memoir/core';
import { checkOptions, checkSerde, toSize } from './options.js';

export interface CompressionOptions {
  /** Used for writing; either is read. @default 'gzip' */
  readonly algorithm?: 'gzip' | 'brotli' | undefined;
  /** Bytes from which on a value is compressed, unless that makes it longer. @default '1K' */
  readonly from?: ByteSize | undefined;
  /** From 0 (fast) to 9 for gzip, to 11 for brotli. @default 6 for gzip, 4 for brotli: about as fast */
  readonly level?: number | undefined;
  /** The longest value before compression. Longer ones are not stored, and bytes that unpack to more are not read. @default '64M' */
  readonly maxBytes?: ByteSize | undefined;
}

const AS_IS = 0;
const CODECS = {
  gzip: {
    form: 1,
    greatestLevel: 9,
    usualLevel: 6,
    pack: (bytes: Uint8Array, level: number) => gzipSync(bytes, { level }),
    unpack: gunzipSync,
  },
  brotli: {
    form: 2,
    greatestLevel: 11,
    usualLevel: 4,
    pack: (bytes: Uint8Array, level: number) =>
      brotliCompressSync(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: level, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }),
    unpack: brotliDecompressSync,
  },
} as const;

/** One byte of form, four of checksum. */
const HEADER = 5;

/**
 * Compresses what another serde writes, on the calling thread. Damaged bytes are a `SerdeError`: brotli by itself would
 * read some of them as another value. That is no protection from somebody who can also write the checksum; for that put
 * a `SigningSerde` or an `EncryptingSerde` around this one.
 */
export class CompressingSerde implements Serde {
  readonly id: string;
  readonly #inner: Serde;
  readonly #algorithm: 'gzip' | 'brotli';
  readonly #from: number;
  readonly #level: number;
  readonly #maxBytes: number;

  constructor(inner: Serde, options: CompressionOptions = {}) {
    checkSerde('CompressingSerde', inner);
    checkOptions('CompressingSerde', options, ['algorithm', 'from', 'level', 'maxBytes']);
    const { algorithm = 'gzip', from = '1K', maxBytes = '64M' } = options;
    if (!Object.hasOwn(CODECS, algorithm)) throw new ConfigurationError('algorithm is gzip or brotli', algorithm);
    const { greatestLevel, usualLevel } = CODECS[algorithm];
    const { level = usualLevel } = options;
    if (!Number.isInteger(level) || level < 0 || level > greatestLevel) {
      throw new ConfigurationError(`level is a whole number from 0 to ${greatestLevel} for ${algorithm}`, level);
    }
    this.#inner = inner;
    this.#algorithm = algorithm;
    this.#from = toSize('from', from, 0);
    this.#level = level;
    this.#maxBytes = Math.min(toSize('maxBytes', maxBytes, 1), limits.MAX_LENGTH);
    this.id = `compressed/1(${inner.id})`;
  }

  serialize(value: unknown): Uint8Array {
    const bytes = this.#inner.serialize(value);
    if (bytes.length > this.#maxBytes) throw new SerdeError('$', `has more than ${this.#maxBytes} bytes (maxBytes)`);
    if (bytes.length >= this.#from) {
      const { form, pack } = CODECS[this.#algorithm];
      const packed = pack(bytes, this.#level);
      if (packed.length < bytes.length) return framed(form, packed);
    }
    return framed(AS_IS, bytes);
  }

  deserialize(bytes: Uint8Array): unknown {
    return this.#inner.deserialize(this.#unpacked(opened(bytes)));
  }

  #unpacked({ form, payload }: { readonly form: number | undefined; readonly payload: Uint8Array }): Uint8Array {
    if (form === AS_IS) return payload;
    const codec = Object.values(CODECS).find((known) => known.form === form);
    if (!codec) throw new SerdeError('$', `no compression has the number ${form}`);
    try {
      return codec.unpack(payload, { maxOutputLength: this.#maxBytes });
    } catch (cause) {
      throw new SerdeError('$', `cannot be unpacked to at most ${this.#maxBytes} bytes (maxBytes)`, { cause });
    }
  }
}

function framed(form: number, payload: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(HEADER + payload.length);
  bytes[0] = form;
  bytes.set(payload, HEADER);
  bytes.writeUInt32BE(checksumOf(bytes), 1);
  return bytes;
}

function opened(bytes: Uint8Array): { readonly form: number | undefined; readonly payload: Uint8Array } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < HEADER || buffer.readUInt32BE(1) !== checksumOf(buffer)) {
    throw new SerdeError('$', 'the compressed bytes are damaged');
  }
  return { form: buffer[0], payload: buffer.subarray(HEADER) };
}

/** Of all but itself. */
function checksumOf(bytes: Buffer): number {
  return crc32(bytes.subarray(HEADER), crc32(bytes.subarray(0, 1)));
}
