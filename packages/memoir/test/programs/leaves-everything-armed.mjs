// Run by ends-by-itself.test.ts. Everything that can be left behind is left behind; then there is nothing more to do.
import { MemoryStorage, memoize, memoizeWithContext } from '../../dist/index.js';

process.on('unhandledRejection', (error) => {
  console.log('unhandled', error);
  process.exitCode = 1;
});

// The default configuration: a load that never ends, its method timeout armed.
const never = memoize(() => new Promise(() => {}));
void never('for ever');
void never.refresh('for ever');

// A value that can expire: the sweep of the storage is armed.
const storage = new MemoryStorage({ sweepEvery: '1h' });
const lasting = memoize(async (id) => id, { storage, expireAfter: '1d' });
await lasting('ada');

// A background refresh that fails.
let loads = 0;
const failing = memoize(
  async (id) => {
    loads++;
    if (loads > 1) throw new Error('down');
    return id;
  },
  { updateAfter: '1ms', expireAfter: '1h', softTimeout: '1h', scheduledRefresh: { every: '1h', olderThan: '1h' } },
);
await failing('ada');
await new Promise((resolve) => setTimeout(resolve, 20));
console.log('stale', await failing('ada'));
await new Promise((resolve) => setTimeout(resolve, 5));

// A load that fails after its caller has left, and one after its timeout.
const controller = new AbortController();
const late = memoizeWithContext(
  () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error('late')), 20)),
  { methodTimeout: '10ms' },
);
const left = late
  .with({ signal: controller.signal })('left')
  .catch((error) => error.name);
controller.abort();
const timedOut = late('timed out').catch((error) => error.code);
console.log(await left, await timedOut);
await new Promise((resolve) => setTimeout(resolve, 20));
console.log('loads', loads);
