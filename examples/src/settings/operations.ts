// One function for each setting about capacity and about running a service.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import {
  LeastRecentlyUsedEvictionStrategy,
  type Logger,
  MemoryStorage,
  MutableCacheConfiguration,
  memoize,
  NotConfiguredCacheCalledError,
  standardConfiguration,
} from 'memoir';

const load = async (id: string) => ({ id });

const small = memoize(load, { capacity: 2 });
for (const id of ['a', 'b', 'c']) await small(id);
console.log('capacity:', small.statistics().entries, 'entries,', small.statistics().evictions, 'eviction');

const recent = memoize(load, {
  evictionStrategy: () => new LeastRecentlyUsedEvictionStrategy({ capacity: 2 }),
});
for (const id of ['a', 'b', 'a', 'c']) await recent(id);
console.log('evictionStrategy:', (await recent.peek('b')) === undefined ? 'b is gone' : 'b is there');

const advised = memoize(load, { capacity: 20_000, capacityAdvice: true });
for (let request = 0; request < 100_000; request++) await advised(String(request % 30_000));
console.log(
  'capacityAdvice:',
  advised.statistics().capacityAdvice?.hitRatios.map(({ capacity }) => capacity),
);

const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(new MemoryStorage()));
const getUser = memoize(load, configuration.setConfigured(false));
await getUser('ada').catch((error: unknown) =>
  console.log('configured:', error instanceof NotConfiguredCacheCalledError),
);
configuration.setConfigured(true);
await getUser('ada');
configuration.setBypassed(true); // an incident: every call goes to the source
await getUser('ada');
await getUser('ada');
configuration.setBypassed(false);
console.log('bypassed:', getUser.statistics().misses, 'call went through the cache');

const clock = new ManualClock();
const timed = memoize(load, { expireAfter: '1h', clock });
await timed('ada');
await clock.advance('2h');
console.log('clock:', (await timed.peek('ada'))?.freshness ?? 'gone');

const lines: string[] = [];
const write = (_fields: object, message: string) => void lines.push(message);
const logger: Logger = { debug: write, info: write, warn: write, error: write };
const logging = memoize(load, { logger });
await logging('ada');
console.log('logger:', lines);

const heard: string[] = [];
const listening = memoize(load, {
  listeners: [{ hit: ({ key }) => heard.push(`hit ${key}`), loaded: ({ key }) => heard.push(`loaded ${key}`) }],
});
await listening('ada');
await listening('ada');
console.log('listeners:', heard);
