import { Buffer } from 'node:buffer';
import { ConfigurationError, SerializedStorage, type SerializedStorageOptions, StorageError } from '@memoir/core';
import { backendKey } from './backend-key.js';
import type { KeyvClient } from './keyv-client.js';

/**
 * Results wherever Keyv has an adapter for. Who makes the Keyv closes it.
 *
 * Bytes are handed over as base64, which every adapter can keep, and under names of at most 200 characters of printable
 * ASCII: what is longer or has others is hashed behind a readable head. The rest is as in `SerializedStorage`: with
 * `shared`, the last write wins across processes.
 */
export class KeyvStorage extends SerializedStorage {
  /** @throws {ConfigurationError} if the Keyv keeps its errors to itself, or an option cannot hold */
  constructor(keyv: KeyvClient, options: SerializedStorageOptions) {
    if (keyv?.throwOnErrors !== true) {
      throw new ConfigurationError(
        'a Keyv is made with { throwOnErrors: true }, or an invalidation that failed would be taken for confirmed',
        keyv,
      );
    }
    super(
      {
        async read(name) {
          const text = await keyv.get(backendKey(name));
          return typeof text === 'string' ? Buffer.from(text, 'base64') : undefined;
        },
        async write(name, bytes, timeToLive) {
          const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
          const isKept = await keyv.set(backendKey(name), text, Number.isFinite(timeToLive) ? timeToLive : undefined);
          if (!isKept) throw new StorageError('Keyv did not keep the result');
        },
        async remove(name) {
          await keyv.delete(backendKey(name));
        },
      },
      options,
    );
  }
}
