import { Buffer } from 'node:buffer';
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type Serde, SerdeError } from '@memoir/core';
import { authenticatedHeader, keyHeader, readKeyHeader, unknownKey } from './key-header.js';
import type { KeyOptions } from './key-options.js';
import { KeyRing } from './key-ring.js';
import { checkOptions, checkSerde } from './options.js';

const DIGEST = 'sha256';
const SIGNATURE_BYTES = 32;
/** As strong as the digest itself. */
const LEAST_KEY_BYTES = 32;

/**
 * Signs what another serde writes with HMAC-SHA-256, so that who can write to the storage but does not have a key cannot
 * make up a value. Keys have 32 bytes or more and are rotated as those of `EncryptingSerde`.
 *
 * Altered bytes are a `SerdeError`. The cache key is not signed: a value moved to another key is not noticed here.
 */
export class SigningSerde implements Serde {
  readonly id: string;
  readonly #inner: Serde;
  readonly #keys: KeyRing;
  readonly #header: Buffer;

  constructor(inner: Serde, options: KeyOptions) {
    checkSerde('SigningSerde', inner);
    checkOptions('SigningSerde', options, ['keys', 'current']);
    this.#inner = inner;
    this.#keys = new KeyRing(
      'SigningSerde',
      options,
      (bytes) => bytes >= LEAST_KEY_BYTES,
      `at least ${LEAST_KEY_BYTES} bytes`,
    );
    this.id = `signed/1(${inner.id})`;
    this.#header = keyHeader(this.#keys.currentId);
  }

  serialize(value: unknown): Uint8Array {
    const payload = this.#inner.serialize(value);
    return Buffer.concat([this.#header, this.#sign(this.#keys.current, this.#header, payload), payload]);
  }

  deserialize(bytes: Uint8Array): unknown {
    return this.#inner.deserialize(this.#verified(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  }

  #verified(bytes: Buffer): Uint8Array {
    const { header, keyId } = readKeyHeader(bytes, SIGNATURE_BYTES);
    const key = this.#keys.find(keyId);
    if (!key) throw unknownKey(keyId);
    const signature = bytes.subarray(header.length, header.length + SIGNATURE_BYTES);
    const payload = bytes.subarray(header.length + SIGNATURE_BYTES);
    if (timingSafeEqual(signature, this.#sign(key, header, payload))) return payload;
    throw new SerdeError('$', 'the signature does not fit: altered, or signed with another key of that identifier');
  }

  #sign(key: KeyObject, header: Buffer, payload: Uint8Array): Buffer {
    return createHmac(DIGEST, key).update(authenticatedHeader(this.id, header)).update(payload).digest();
  }
}
