import { Buffer } from 'node:buffer';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { types } from 'node:util';
import { ConfigurationError } from '@memoir/core';
import type { KeyOptions } from './key-options.js';

const LONGEST_ID = 255;

/** Secret keys, in fields that no `inspect`, JSON or clone sees; no message has more of one than its length. */
export class KeyRing {
  readonly currentId: string;
  readonly #keys = new Map<string, KeyObject>();

  /**
   * @param fits whether a key may have that many bytes, and `rule` says in words how many it has
   * @throws {ConfigurationError} that names a key by its identifier and its length, never by its bytes
   */
  constructor(owner: string, { keys, current }: KeyOptions, fits: (bytes: number) => boolean, rule: string) {
    if (typeof keys !== 'object' || keys === null)
      throw new ConfigurationError(`${owner} has keys, by their identifier`);
    for (const [id, key] of Object.entries(keys)) {
      const idBytes = Buffer.byteLength(id);
      if (idBytes === 0 || idBytes > LONGEST_ID) {
        throw new ConfigurationError(`the identifier of a key has 1 to ${LONGEST_ID} bytes, this one has ${idBytes}`);
      }
      if (!types.isUint8Array(key))
        throw new ConfigurationError(`the key '${id}' of ${owner} is a Uint8Array of ${rule}`);
      if (!fits(key.length)) {
        throw new ConfigurationError(`the key '${id}' of ${owner} has ${rule}, this one has ${key.length}`);
      }
      this.#keys.set(id, createSecretKey(key));
    }
    if (!this.#keys.has(current)) {
      throw new ConfigurationError(`current of ${owner} is one of the identifiers in keys`);
    }
    this.currentId = current;
  }

  get current(): KeyObject {
    return this.#keys.get(this.currentId)!;
  }

  find(id: string): KeyObject | undefined {
    return this.#keys.get(id);
  }
}
