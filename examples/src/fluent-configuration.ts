// The fluent form: a configuration that is put together part by part, and changed while the function is in use.
import {
  ArgumentsKeyExtractor,
  DefaultInMemoryCacheConfiguration,
  LeastRecentlyUpdatedEvictionStrategy,
  MutableCacheConfiguration,
  memoize,
  type Postprocessing,
  ProvidedLifeSpanEntryBuilder,
} from 'memoir';

interface Weather {
  degrees: number;
}

class CopyForEachCaller implements Postprocessing<Weather> {
  apply(weather: Weather): Weather {
    return { ...weather };
  }
}

const configuration = MutableCacheConfiguration.initializedWith(new DefaultInMemoryCacheConfiguration())
  .setNamespace('weather')
  .setMethodTimeout('2m')
  .setEntryBuilder(new ProvidedLifeSpanEntryBuilder({ updateAfter: '2m', expireAfter: '5m' }))
  .setEvictionStrategy(new LeastRecentlyUpdatedEvictionStrategy({ capacity: 2 }))
  .setKeyExtractor(new ArgumentsKeyExtractor())
  .setPostprocessing(new CopyForEachCaller());

const getWeather = memoize(async (city: string): Promise<Weather> => {
  console.log(`  loading ${city}`);
  return { degrees: city.length };
}, configuration);

console.log('every caller gets a copy of its own:');
const mine = await getWeather('Oslo');
mine.degrees = 99;
console.log(`  I changed mine to ${mine.degrees}, the next caller gets ${(await getWeather('Oslo')).degrees}`);

console.log('two entries fit, the third displaces the oldest:');
await getWeather('Rome');
await getWeather('Athens');
console.log(`  ${getWeather.statistics().entries} entries, ${getWeather.statistics().evictions} eviction`);

console.log('changed while running, from the next call on:');
configuration.setCapacity(1);
console.log(`  capacity 1: ${getWeather.statistics().entries} entry`);
configuration.setLifeSpan({ updateAfter: '1m', expireAfter: '3m' });
await getWeather('Lima');
const entry = await getWeather.peek('Lima');
console.log(`  Lima lives for ${(entry!.expiresAt - entry!.createdAt) / 60_000} minutes`);

console.log('bypassed, every call goes straight through:');
configuration.setBypassed(true);
await getWeather('Lima');
await getWeather('Lima');
