// What py-memoize's users write, in memoir: one configuration put together from parts, invalidation by arguments.
import {
  DefaultInMemoryCacheConfiguration,
  InvalidationSupport,
  LeastRecentlyUpdatedEvictionStrategy,
  MutableCacheConfiguration,
  memoize,
  ProvidedLifeSpanEntryBuilder,
} from 'memoir';

const invalidation = new InvalidationSupport();
const configuration = MutableCacheConfiguration.initializedWith(new DefaultInMemoryCacheConfiguration())
  .setMethodTimeout('2m')
  .setEntryBuilder(new ProvidedLifeSpanEntryBuilder({ updateAfter: '2m', expireAfter: '5m' }))
  .setEvictionStrategy(() => new LeastRecentlyUpdatedEvictionStrategy({ capacity: 2048 }))
  .setInvalidation(invalidation);

let loads = 0;
const expensive = memoize(async (key: string) => `${key}, load ${++loads}`, configuration);

console.log(await Promise.all([expensive('a'), expensive('a')]));
await invalidation.invalidateForArguments(['a']);
console.log(await expensive('a'));
console.log(await expensive.refresh('a')); // force_refresh_memoized
