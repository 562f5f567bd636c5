import { JsonSerde } from '@memoir/serde-json';
import { type RedisCommands, RedisStorage, type RedisStorageOptions } from '@memoir/storage-redis';

export type { RedisCommands } from '@memoir/storage-redis';

/** As for `RedisStorage`; without a serde, values are JSON that keeps their types. */
export type RedisOptions = Omit<RedisStorageOptions, 'serde'> & {
  /** @default new JsonSerde() */
  readonly serde?: RedisStorageOptions['serde'] | undefined;
} & ({ readonly client: RedisCommands } | { readonly url: string });

/** `RedisStorage` with `JsonSerde`: one import for `npm i memoir ioredis`. */
export function redis(options: RedisOptions): RedisStorage {
  return new RedisStorage({ ...options, serde: options.serde ?? new JsonSerde() });
}
