import { describe, expect, it } from '@jest/globals';
import fc, { type Scheduler } from 'fast-check';
import { type CacheStorage, createMemoizer, type MemoizedMany, standardConfiguration } from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { ScheduledStorage } from '../support/scheduled-storage.js';

const KEYS = ['a', 'b', 'c', 'd'] as const;

/** What the loader answers: the state of the source when the batch began, which is the worst that it can do. */
interface Read {
  readonly key: string;
  readonly version: number;
}

const keys = fc.array(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 6 });
const steps = fc.array(
  fc.record({
    do: fc.constantFrom('many', 'many', 'change', 'let go', 'let go', 'turn'),
    keys,
    count: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 4, maxLength: 20 },
);

class World {
  readonly clock = new ManualClock();
  readonly broken: string[] = [];
  readonly #users: MemoizedMany<string, Read>;
  readonly #versions = new Map<string, number>(KEYS.map((key) => [key, 0]));
  readonly #floors = new Map<string, number>(KEYS.map((key) => [key, 0]));
  readonly #answers: Promise<unknown>[] = [];
  #running = 0;

  constructor(
    storage: CacheStorage,
    private readonly scheduler: Scheduler,
    maxBatch: number,
    private readonly limit: number | undefined,
  ) {
    const { memoizeMany } = createMemoizer({ ...standardConfiguration(storage), clock: this.clock });
    this.#users = memoizeMany<string, Read>((wanted) => this.#load(wanted), {
      namespace: 'world',
      maxBatch,
      maxConcurrentLoads: limit,
      storageTimeout: '1h',
    });
  }

  async run(step: { do: string; keys: readonly string[]; count: number }): Promise<void> {
    if (step.do === 'many') this.#ask(step.keys);
    else if (step.do === 'change') this.#change([...new Set(step.keys)]);
    else if (step.do === 'turn') await settle();
    else for (let task = 0; task < step.count && this.scheduler.count() > 0; task++) await this.scheduler.waitOne();
  }

  async end(): Promise<void> {
    let isDone = false;
    void Promise.all(this.#answers).then(() => {
      isDone = true;
    });
    for (let turn = 0; !isDone; turn++) {
      if (turn > 1_000) throw new Error('something waits for ever');
      if (this.scheduler.count() > 0) await this.scheduler.waitOne();
      else await settle();
    }
    for (; this.scheduler.count() > 0; await settle()) await this.scheduler.waitOne();
    expect(this.broken).toEqual([]);
    expect(this.#users.inFlight()).toEqual([]);
    await this.#users.close();
    expect(this.clock.pending).toBe(0);
  }

  async #load(wanted: readonly string[]): Promise<Read[]> {
    const read = wanted.map((key) => ({ key, version: this.#versions.get(key)! }));
    if (new Set(wanted).size < wanted.length) this.broken.push(`a batch of ${wanted}`);
    if (++this.#running > (this.limit ?? Number.POSITIVE_INFINITY)) this.broken.push(`${this.#running} batches`);
    await this.scheduler.schedule(Promise.resolve(), `load ${wanted}`);
    this.#running--;
    return read;
  }

  /** No key may be answered with anything older than what was invalidated, with confirmation, before the call. */
  #ask(asked: readonly string[]): void {
    const floors = asked.map((key) => this.#floors.get(key)!);
    const answer = this.#users.many(asked).then((reads) => {
      if (reads.map(({ key }) => key).join() !== asked.join()) this.broken.push(`${asked} in another order`);
      for (const [at, { key, version }] of reads.entries()) {
        if (version < floors[at]!) this.broken.push(`${key} of version ${version} after ${floors[at]}`);
      }
    });
    this.#answers.push(answer);
  }

  #change(changed: readonly string[]): void {
    const versions = changed.map((key) => [key, this.#versions.get(key)! + 1] as const);
    for (const [key, version] of versions) this.#versions.set(key, version);
    const confirmed = this.#users.invalidateMany(changed).then(() => {
      for (const [key, version] of versions) this.#floors.set(key, Math.max(this.#floors.get(key)!, version));
    });
    this.#answers.push(confirmed);
  }
}

const kinds: [string, (scheduler: Scheduler) => CacheStorage][] = [
  ['a storage that answers at once', () => new MapStorage()],
  ['an asynchronous storage of one process', (scheduler) => new ScheduledStorage(scheduler, false)],
  ['a storage that other processes share', (scheduler) => new ScheduledStorage(scheduler, true)],
];

describe('whatever order many calls, batches and invalidations come in', () => {
  it.each(kinds)(
    'each key is answered in its place and never with what was invalidated before, on %s',
    async (_name, open) => {
      const batch = fc.constantFrom(1, 2, Number.POSITIVE_INFINITY);
      const limit = fc.constantFrom(undefined, 1, 2);
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), steps, batch, limit, async (scheduler, actions, maxBatch, atATime) => {
          const world = new World(open(scheduler), scheduler, maxBatch, atATime);
          for (const action of actions) await world.run(action);
          await world.end();
        }),
        { numRuns: 600, endOnFailure: false },
      );
    },
    120_000,
  );
});
