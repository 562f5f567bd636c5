// Run with --expose-gc: an hour, by a clock of its own, in which functions, keys, tags, writes and failures come and go.
import { ManualClock } from '@memoir/core/testing';
import {
  createMemoizer,
  memoized as decorator,
  MemoryStorage,
  standardConfiguration,
  TieredStorage,
  tagTarget,
  withWrite,
} from 'memoir';

/** Until everything is compiled, and tables have their size. */
const WARM_UP = 15;
const MINUTES = 60;
const FUNCTIONS = 4;
const KEYS = 16;
const OBJECTS = 60;

const storages = {
  unbounded: () => new MemoryStorage(),
  bounded: () => new MemoryStorage({ maxEntries: 500 }),
  tiered: () => new TieredStorage(new MemoryStorage({ maxEntries: 200 }), new MemoryStorage()),
};

/** Functions of names that come once, a lasting one whose keys come once, and objects with keys of their own. */
async function minute(number, { clock, storage, memoize, lasting, Report }) {
  const late = [];
  for (let at = 0; at < FUNCTIONS; at++) {
    const load = async (key) => {
      if (key % 8 === 1) throw new Error(`no ${key}`);
      if (key % 8 === 2) await new Promise((resolve) => late.push(resolve));
      return { key, text: 'x'.repeat(500) };
    };
    const cached = memoize(load, {
      ...(at % 2 === 0 && { namespace: `tenant ${number}-${at}` }),
      expireAfter: '5m',
      methodTimeout: '10s',
      errorLifeSpan: () => ({ expireAfter: '2m' }),
      tags: (key) => [`all of ${number}`, `${number}-${at}-${key}`],
      resultTags: ({ key }) => [`result ${number}-${key}`],
      maxConcurrentLoads: 50,
    });
    const calls = Array.from({ length: KEYS }, (_, key) => cached(key));
    const slow = Promise.allSettled(calls);
    await Promise.allSettled(calls.filter((_, key) => key % 8 !== 2));
    for (let key = 3; key < KEYS; key += 8) {
      await cached.invalidate(key);
      await cached.refresh(key);
      await cached.expire(key + 1);
      await cached.invalidateTags([`${number}-${at}-${key + 2}`, `never seen ${number}-${at}`]);
      await cached.expireTags([`result ${number}-${key}`]);
      await withWrite([cached.target(key), tagTarget(storage, `${number}-${at}-${key}`)], async () => undefined);
    }
    await clock.advance('15s'); // what has not answered by now is late
    for (const resolve of late.splice(0)) resolve();
    await slow;
    if (at % 3 === 0) await cached.invalidateAll();
    if (at % 4 === 0) await cached.close();
  }
  await storage.invalidateTags([`all of ${number}`]);
  for (let key = 0; key < 5 * KEYS; key++) await lasting(`${number}-${key}`);
  for (let id = 0; id < OBJECTS; id++) await new Report(`${number}-${id}`).text();
  await clock.advance('1m');
  await new Promise((resolve) => setImmediate(resolve));
}

function worldOf(storage) {
  const clock = new ManualClock(1_700_000_000_000);
  const configuration = { ...standardConfiguration(storage), clock };
  const { memoize } = createMemoizer(configuration);
  const lasting = memoize(async (key) => ({ key }), { namespace: 'lasting', expireAfter: '10m', tags: (key) => [key] });
  class Report {
    constructor(id) {
      this.id = id;
    }

    async text() {
      return `${this.id} ${'y'.repeat(500)}`;
    }
  }
  const { text } = Object.getOwnPropertyDescriptors(Report.prototype);
  // As experimentalDecorators does: this file is not compiled.
  const options = { ...configuration, namespace: 'reports', expireAfter: '5m', instanceKey: ({ id }) => id };
  decorator(options)(Report.prototype, 'text', text);
  Object.defineProperty(Report.prototype, 'text', text);
  return { clock, storage, memoize, lasting, Report };
}

async function heap() {
  for (let round = 0; round < 6; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}

const figures = {};
for (const [name, build] of Object.entries(storages)) {
  const world = worldOf(build());
  for (let number = 0; number < WARM_UP; number++) await minute(number, world);
  await world.clock.advance('1h');
  const before = await heap();
  let most = 0;
  for (let number = WARM_UP; number < WARM_UP + MINUTES; number++) {
    await minute(number, world);
    if (number % 20 === 0) most = Math.max(most, await heap());
  }
  await world.clock.advance('1h');
  const after = await heap();
  figures[name] = { before, most, after, timers: world.clock.pending, entries: world.lasting.statistics().entries };
}
console.log(JSON.stringify(figures));
