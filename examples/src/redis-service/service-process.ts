// One process of the service: tells its parent the address it listens at, and ends when the parent lets go of it.
import { memoize } from 'memoir';
import { redis } from 'memoir/redis';
import { remoteRates } from './remote-rates.js';
import { ratesService } from './service.js';

const [redisUrl, sourceUrl] = process.argv.slice(2) as [string, string];

const rates = remoteRates(sourceUrl);
// A process that dies while it loads keeps the others waiting this long.
const storage = redis({ url: redisUrl, prefix: 'memoir-example-service', leaseFor: '2s' });
const getRate = memoize((currency: string) => rates.read(currency), {
  namespace: 'rates',
  storage,
  expireAfter: '1h',
  storageTimeout: '2s', // far more than it takes, so that the example counts the same on a machine that is busy
});
const service = ratesService(getRate, rates);

process.once('disconnect', async () => {
  await service.close();
  await getRate.close();
  await storage.close();
});

// Connects before the first request comes; where Redis is away, rates are answered all the same, without a cache.
await getRate.peek('EUR').catch(() => undefined);
process.send?.(await service.listen({ host: '127.0.0.1', port: 0 }));
