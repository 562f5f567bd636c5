// Results in Redis, as JSON that gives back what it was given: what one process has loaded, all have.
// The server's address is the first argument, or REDIS_URL.
import { memoize } from 'memoir';
import { redis } from 'memoir/redis';

const url = process.argv[2] ?? process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
let owner = 'Ada';
let loads = 0;

async function loadAccount(id: string) {
  loads++;
  return { id, owner, opened: new Date(0), limits: new Map([['EUR', 500]]), cents: 2n ** 64n };
}

/** What each process of a service has: a connection and a function of its own. The namespace is what they share. */
function startProcess() {
  const storage = redis({ url, prefix: 'memoir-example-json' });
  const getAccount = memoize(loadAccount, { namespace: 'accounts', storage, expireAfter: '1h' });
  const stop = async () => {
    await getAccount.close();
    await storage.close();
  };
  return { getAccount, stop };
}

const [first, second] = [startProcess(), startProcess()];
await first.getAccount.invalidateAll(); // what an earlier run has left

const [loaded, received] = await Promise.all([first.getAccount('a-1'), second.getAccount('a-1')]);
console.log(`two processes ask at once: ${loads} load`);
console.log(loaded);
console.log(received);

owner = 'Grace';
console.log(`changed behind its back: ${(await first.getAccount('a-1')).owner}`);
await second.getAccount.invalidate('a-1');
console.log(`invalidated in one process: ${(await first.getAccount('a-1')).owner} in the other, ${loads} loads in all`);

await first.getAccount.invalidateAll();
await Promise.all([first.stop(), second.stop()]);
