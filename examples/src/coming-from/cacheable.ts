import { MemoryStorage, memoize, SerializedStorage, TieredStorage, V8Serde } from 'memoir';

const disk = new Map<string, Uint8Array>(); // stands for the secondary store

// Primary and secondary are tiers of one storage.
const storage = new TieredStorage(
  new MemoryStorage({ maxEntries: 1_000 }),
  new SerializedStorage(
    {
      read: async (name) => disk.get(name),
      write: async (name, bytes) => void disk.set(name, bytes),
      remove: async (name) => void disk.delete(name),
    },
    { serde: new V8Serde(), shared: true },
  ),
);

let loads = 0;
const getNumber = memoize(async (times: number) => ({ loads: ++loads, times }), {
  namespace: 'numbers', // the keyPrefix
  storage,
  expireAfter: '1h',
});

console.log(await getNumber(2), await getNumber(2));

await getNumber.invalidate(2); // both tiers, and what is loading
console.log(await getNumber(2));

const { calls, hits, misses, hitRatio } = getNumber.statistics();
console.log({ calls, hits, misses, hitRatio });
await getNumber.close();
