/** What tiers, tags and writes look like to the compiler; compiled only, like everything in this folder. */
import { JsonSerde } from '@memoir/serde-json';
import { RedisStorage } from '@memoir/storage-redis';
import {
  type CacheStorage,
  DefaultInMemoryCacheConfiguration,
  MemoryStorage,
  MutableCacheConfiguration,
  memoize,
  memoizeWithContext,
  type TaggingStorage,
  TieredStorage,
  tagTarget,
  type WriteTarget,
  withWrite,
} from 'memoir';

interface Player {
  readonly id: string;
  readonly team: string;
}
declare function find(id: string): Promise<Player>;
const far = new RedisStorage({ url: 'redis://127.0.0.1', serde: new JsonSerde() });

// Any two storages make tiers; what comes out can be tagged.
const storage: TaggingStorage = new TieredStorage(new MemoryStorage({ maxBytes: '128M' }), far, {
  maxStaleness: '2s',
  nearLifeSpan: { updateAfter: '1m', expireAfter: '5m' },
});
export const near: CacheStorage = new TieredStorage(new MemoryStorage(), new MemoryStorage());
export const everywhere: TaggingStorage = new TieredStorage(new MemoryStorage(), far, { consistency: 'nodes' });
// @ts-expect-error neither of the two that there are
export const nowhere = new TieredStorage(new MemoryStorage(), far, { consistency: 'l2' });
// @ts-expect-error no such setting
export const misspelt = new TieredStorage(new MemoryStorage(), far, { maxStalenes: '2s' });

// Tags from arguments, from the result, from the loader; each callback typed by the function.
export const playerOf = memoize(find, {
  namespace: 'players',
  storage,
  tags: (id) => [`player:${id.toUpperCase()}`],
  resultTags: (player, id) => [`team:${player.team}`, id],
});
// @ts-expect-error a player has no tags of its own
export const wrong = memoize(find, { resultTags: (player) => player.tags });
export const fluent = memoize(
  find,
  MutableCacheConfiguration.initializedWith(new DefaultInMemoryCacheConfiguration())
    .setTags(() => ['players'])
    .setResultTags((player: Player) => [`team:${player.team}`]),
);
export const pageOf = memoizeWithContext(async (context, id: string) => {
  context.addTags(`page:${id}`);
  return id.length;
});
await playerOf.invalidateTags(['team:red']);
await playerOf.expireTags(['team:red']);
await storage.invalidateTags(['team:red']);

// A write gives what it gives, and takes targets of any function and storage.
const target: WriteTarget = playerOf.target('ada');
export const saved: number = await withWrite(
  [target, pageOf.target('ada'), tagTarget(storage, 'a', 'b')],
  async () => 1,
  {
    quarantineFor: '10s',
  },
);
// @ts-expect-error a target takes exactly the parameters
playerOf.target(1);
// @ts-expect-error a function is no target
await withWrite([playerOf], () => 1);

// One request past the near tier.
export const fresh: Player = await playerOf.with({ skipNear: true })('ada');
export const once: Player = await playerOf.with({ skip: { near: 'write', far: 'both' } })('ada');
// @ts-expect-error not a thing that a tier can be told
await playerOf.with({ skip: { near: true } })('ada');
