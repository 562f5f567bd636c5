// Memory in front of Redis: hits are answered at once and send nothing, and what one process invalidates the others drop.
// The server's address is the first argument, or REDIS_URL.
import { setTimeout as sleep } from 'node:timers/promises';
import { MemoryStorage, memoize, TieredStorage } from 'memoir';
import { redis } from 'memoir/redis';

const url = process.argv[2] ?? process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const prices = new Map([['tea', 3]]);
let loads = 0;

async function loadPrice(product: string): Promise<number> {
  loads++;
  return prices.get(product)!;
}

/** What each process of a service has. Near entries live for five minutes at most, far ones for an hour. */
function startProcess() {
  const far = redis({ url, prefix: 'memoir-example-tiers' });
  const storage = new TieredStorage(new MemoryStorage({ maxBytes: '64M' }), far, {
    maxStaleness: '2s',
    nearLifeSpan: { expireAfter: '5m' },
  });
  const priceOf = memoize(loadPrice, { namespace: 'prices', storage, expireAfter: '1h' });
  const stop = async () => {
    await priceOf.close();
    await storage.close(); // both tiers
  };
  return { priceOf, stop };
}

const [first, second] = [startProcess(), startProcess()];
await first.priceOf.invalidateAll(); // what an earlier run has left

console.log(`loaded by the first process: ${await first.priceOf('tea')}`);
console.log(`read by the second: ${await second.priceOf('tea')}, ${loads} load`);

await becomesNear(first.priceOf);
await becomesNear(second.priceOf);
const hit = second.priceOf('tea');
console.log(`the same promise for every hit: ${hit === second.priceOf('tea')}`);

prices.set('tea', 4);
await first.priceOf.invalidate('tea');
console.log(`invalidated, at once in the process that did it: ${await first.priceOf('tea')}`);

const before = performance.now();
while ((await second.priceOf('tea')) !== 4) await sleep(1);
const isInTime = performance.now() - before < 2_000;
console.log(`within maxStaleness, in practice a few milliseconds, in the other: ${isInTime}`);
console.log(`asked by two processes, loaded ${loads} times`);

await first.priceOf.invalidateAll();
await Promise.all([first.stop(), second.stop()]);

/** A process relies on its near tier once it follows the log of invalidations, which takes a moment at the start. */
async function becomesNear(priceOf: (product: string) => Promise<number>): Promise<void> {
  for (;;) {
    const hit = priceOf('tea');
    await hit;
    if (hit === priceOf('tea')) return;
    await sleep(5);
  }
}
