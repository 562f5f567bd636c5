// The pieces of docs/eviction.md.
import {
  AdaptiveEvictionStrategy,
  LeastRecentlyUpdatedEvictionStrategy,
  MemoryStorage,
  MutableCacheConfiguration,
  memoize,
  standardConfiguration,
} from 'memoir';

const loadUser = async (id: string) => ({ id });
const loadPage = loadUser;
const loadRate = loadUser;
const loadFile = async (path: string) => new TextEncoder().encode(path.repeat(1_000));

const getUser = memoize(loadUser); // adaptive, 4096 entries
const getPage = memoize(loadPage, { capacity: 50_000 }); // adaptive, 50,000 entries
const getFile = memoize(loadFile, {
  evictionStrategy: () =>
    new AdaptiveEvictionStrategy({ capacity: 64 * 1024 ** 2, weigh: (file: Uint8Array) => file.byteLength }),
});
const getRate = memoize(loadRate, {
  evictionStrategy: () => new LeastRecentlyUpdatedEvictionStrategy({ capacity: 100 }),
});

for (let id = 0; id < 5_000; id++) await Promise.all([getUser, getPage, getRate].map((get) => get(String(id))));
for (const get of [getUser, getPage, getRate]) console.log(get.statistics().entries);
console.log((await getFile('a.txt')).byteLength);

const storage = new MemoryStorage({ maxBytes: '128M' }); // least recently used goes first
const other = new MemoryStorage({
  maxEntries: 100_000,
  evictionStrategy: (bound) => new AdaptiveEvictionStrategy(bound),
});

const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(storage));
configuration.setStorage(other);

{
  const getPage = memoize(loadPage, { capacity: 20_000, capacityAdvice: true });
  for (let request = 0; request < 200_000; request++) await getPage(String(request ** 2 % 40_001));
  // ... some hundred thousand requests later
  const { hitRatios } = getPage.statistics().capacityAdvice!;
  console.log(hitRatios.map(({ capacity }) => capacity)); // a hit ratio for each of these
}
