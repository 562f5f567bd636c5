import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type Serde, SerdeError } from '@memoir/core';
import { authenticatedHeader, keyHeader, readKeyHeader, unknownKey } from './key-header.js';
import type { KeyOptions } from './key-options.js';
import { KeyRing } from './key-ring.js';
import { checkOptions, checkSerde } from './options.js';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** Drawn anew for each value. By chance alone two coincide too often after about 2^32 values: then it is time for another key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what another serde writes with AES-256-GCM. Keys have 32 bytes. To rotate, list the new key, make it
 * `current`, and drop the old one when what it wrote has expired; bytes of a key that is not listed are a `SerdeError`.
 *
 * Altered bytes are a `SerdeError`. What is not hidden: the length, the identifier of the key, and the cache key, to
 * which the bytes are not bound.
 */
export class EncryptingSerde implements Serde {
  readonly id: string;
  readonly #inner: Serde;
  readonly #keys: KeyRing;
  readonly #header: Buffer;
  readonly #authenticated: Buffer;

  constructor(inner: Serde, options: KeyOptions) {
    checkSerde('EncryptingSerde', inner);
    checkOptions('EncryptingSerde', options, ['keys', 'current']);
    this.#inner = inner;
    this.#keys = new KeyRing('EncryptingSerde', options, (bytes) => bytes === KEY_BYTES, `${KEY_BYTES} bytes`);
    this.id = `encrypted/1(${inner.id})`;
    this.#header = keyHeader(this.#keys.currentId);
    this.#authenticated = authenticatedHeader(this.id, this.#header);
  }

  serialize(value: unknown): Uint8Array {
    const plain = this.#inner.serialize(value);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys.current, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(this.#authenticated);
    return Buffer.concat([this.#header, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  deserialize(bytes: Uint8Array): unknown {
    return this.#inner.deserialize(this.#decrypted(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  }

  #decrypted(bytes: Buffer): Uint8Array {
    const { header, keyId } = readKeyHeader(bytes, NONCE_BYTES + TAG_BYTES);
    const key = this.#keys.find(keyId);
    if (!key) throw unknownKey(keyId);
    const body = header.length + NONCE_BYTES;
    const nonce = bytes.subarray(header.length, body);
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(authenticatedHeader(this.id, header));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(body, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw new SerdeError('$', 'cannot be decrypted: altered, or written with another key of that identifier');
    }
  }
}
