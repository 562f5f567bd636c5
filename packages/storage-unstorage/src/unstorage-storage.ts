import { SerializedStorage, type SerializedStorageOptions, StorageError } from '@memoir/core';
import { backendKey } from './backend-key.js';
import type { UnstorageClient } from './unstorage-client.js';

/**
 * Results wherever unstorage has a driver for. Who makes the unstorage disposes of it.
 *
 * Names are a readable head and a hash, as unstorage takes `/`, `\` and `?` in a key for its own. The rest is as in
 * `SerializedStorage`: with `shared`, the last write wins across processes.
 */
export class UnstorageStorage extends SerializedStorage {
  /** @throws {ConfigurationError} if an option cannot hold */
  constructor(storage: UnstorageClient, options: SerializedStorageOptions) {
    super(
      {
        async read(name) {
          return asBytes(await storage.getItemRaw(backendKey(name)));
        },
        async write(name, bytes, timeToLive) {
          // A copy: a driver in memory would keep the bytes themselves, and whatever larger buffer they are a part of.
          const own = Uint8Array.from(bytes);
          await storage.setItemRaw(
            backendKey(name),
            own,
            Number.isFinite(timeToLive) ? { ttl: seconds(timeToLive) } : {},
          );
        },
        async remove(name) {
          await storage.removeItem(backendKey(name));
        },
      },
      options,
    );
  }
}

function seconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1_000));
}

function asBytes(raw: unknown): Uint8Array | undefined {
  if (raw === null || raw === undefined) return undefined;
  if (ArrayBuffer.isView(raw)) return new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength);
  throw new StorageError('unstorage answered with something that is not bytes');
}
