// A price that no process may show any more once the new one was set: removals that wait for the near tier of every
// process. The server's address is the first argument, or REDIS_URL.
import { MemoryStorage, memoize, TieredStorage } from 'memoir';
import { redis } from 'memoir/redis';

const url = process.argv[2] ?? process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const prices = new Map([['tea', 3]]);

/** What each process of a service has. */
function startProcess() {
  const far = redis({ url, prefix: 'memoir-example-every-process' });
  const storage = new TieredStorage(new MemoryStorage(), far, { consistency: 'nodes' });
  const priceOf = memoize(async (product: string) => prices.get(product)!, { namespace: 'prices', storage });
  const stop = async () => {
    await priceOf.close();
    await storage.close();
  };
  return { priceOf, stop };
}

const processes = [startProcess(), startProcess(), startProcess()];
const [first] = processes;
await first!.priceOf.invalidateAll(); // what an earlier run has left

for (let price = 4; price < 24; price++) {
  await Promise.all(processes.map(({ priceOf }) => priceOf('tea')));
  prices.set('tea', price);
  await first!.priceOf.invalidate('tea');

  const shown = await Promise.all(processes.map(({ priceOf }) => priceOf('tea')));
  if (shown.some((each) => each !== price)) throw new Error(`${price} was set, and ${shown} are shown`);
}
console.log('each of 20 prices, in every process, as soon as it was set');

await first!.priceOf.invalidateAll();
await Promise.all(processes.map(({ stop }) => stop()));
