import { describe, expect, it } from '@jest/globals';
import fc, { type Scheduler } from 'fast-check';
import {
  type CacheStorage,
  LeastRecentlyUsedEvictionStrategy,
  MutableCacheConfiguration,
  memoize,
  standardConfiguration,
} from '../../src/index.js';
import { lineOf } from '../../src/memoized-function.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { ScheduledStorage } from '../support/scheduled-storage.js';

/** So many interleavings in all; a failure prints its seed and path, and MEMOIR_SEED replays a run. */
const RUNS = 21_000;
const KEYS = ['a', 'b', 'c'] as const;

/** What the loader answers: the state of the source when its load began, which is the worst that a loader can do. */
interface Read {
  readonly key: string;
  readonly version: number;
}

/** What the source said of that version, too. */
class SourceError extends Error {
  constructor(readonly read: Read) {
    super('the source is down');
  }
}

const key = fc.constantFrom(...KEYS);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('call' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('change' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('change all' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refresh' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('prime' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('advance' as const), key, by: fc.constantFrom(30, 60, 200) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('reconfigure' as const), key, capacity: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('let go' as const), key, count: fc.integer({ min: 1, max: 4 }) }),
  },
);
const outcomes = fc.array(fc.constantFrom('value', 'value', 'value', 'error', 'never'), { minLength: 6, maxLength: 6 });
/** Of loads that run at a time. */
const limit = fc.constantFrom(undefined, undefined, 1, 2);
const steps = fc.array(step, { minLength: 4, maxLength: 24 });

/** One function under test and the source behind it, with the promise that it has to keep: G1. */
class World {
  readonly clock = new ManualClock();
  readonly configuration: MutableCacheConfiguration;
  readonly cached;
  /** The source: it changes only right before an invalidation. */
  readonly versions = new Map<string, number>(KEYS.map((each) => [each, 0]));
  /** Up to which version of the source invalidations have completed. */
  readonly floors = new Map<string, number>(KEYS.map((each) => [each, 0]));
  readonly broken: string[] = [];
  #loads = 0;
  #running = 0;
  #calls = 0;
  readonly #answers: Promise<unknown>[] = [];

  constructor(
    readonly storage: CacheStorage,
    private readonly scheduler: Scheduler,
    private readonly outcomes: readonly string[],
    private readonly limit: number | undefined,
  ) {
    const idleTime = storage instanceof MapStorage ? { expireAfterAccess: 120 } : {};
    this.configuration = MutableCacheConfiguration.initializedWith({
      ...standardConfiguration(storage),
      clock: this.clock,
    })
      .setLifeSpan({ updateAfter: 50, expireAfter: 150, keepStaleFor: 100, ...idleTime })
      .setMethodTimeout(100)
      .setSoftTimeout(60)
      .setJitter(0.3)
      .setEarlyRefresh({ beta: 0.5, random: () => 0.5 })
      .setRetryBackoff({ from: 40, to: 80 })
      .setErrorLifeSpan((error) => (error instanceof SourceError ? { updateAfter: 50, expireAfter: 90 } : undefined))
      .setStorageTimeout(10_000)
      .setMaxConcurrentLoads(limit)
      .setNamespace('world')
      .setEvictionStrategy(() => new LeastRecentlyUsedEvictionStrategy({ capacity: 2 }));
    this.cached = memoize((id: string) => this.#load(id), this.configuration);
  }

  async run(action: { do: string; key: string; by?: number; capacity?: number; count?: number }): Promise<void> {
    const version = this.versions.get(action.key)!;
    switch (action.do) {
      case 'call':
        this.#calls++;
        return this.#expect(action.key, this.floors.get(action.key)!, this.cached(action.key), 'call');
      case 'refresh':
        return this.#expect(action.key, version, this.cached.refresh(action.key), 'refresh');
      case 'change':
        return this.#change([action.key], () => this.cached.invalidate(action.key));
      case 'change all':
        return this.#change(KEYS, () => this.cached.invalidateAll());
      case 'prime':
        return this.#note(this.cached.prime([action.key], { key: action.key, version }));
      case 'expire':
        return this.#note(this.cached.expire(action.key));
      case 'reconfigure':
        this.configuration.setCapacity(action.capacity!);
        return;
      case 'advance':
        return await this.clock.advance(action.by!);
      case 'let go':
        for (let task = 0; task < action.count! && this.scheduler.count() > 0; task++) await this.scheduler.waitOne();
    }
  }

  /** Lets everything end, and looks at what is left. */
  async end(): Promise<void> {
    await this.#letGoUntil(Promise.all(this.#answers));
    expect(this.broken).toEqual([]);
    const { calls, hits, staleHits, joins, misses, refusals, entries } = this.cached.statistics();
    expect({ calls, sum: hits + staleHits + joins + misses + refusals }).toEqual({
      calls: this.#calls,
      sum: this.#calls,
    });
    const { strategy } = lineOf(this.cached)!.settings.desk;
    const tracked = [...strategy.tracked()].sort();
    const held = this.storage instanceof ScheduledStorage ? this.storage.standing.size : entries!;
    if (!this.storage.shared) expect(tracked).toHaveLength(held);
    expect(strategy.nextToRelease()).toBeUndefined();
    // Loads that never end can still be reached by a fence; then nothing is left of them.
    await this.#letGoUntil(this.cached.invalidateAll());
    expect(this.cached.inFlight()).toEqual([]);
    await this.cached.close();
    expect(this.clock.pending).toBe(0);
  }

  /** Lets go of everything, and time pass where nothing else is left to happen. */
  async #letGoUntil(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    void work.then(() => {
      isDone = true;
    });
    for (let turn = 0; !isDone; turn++) {
      if (turn > 1_000) throw new Error('something waits for ever');
      if (this.scheduler.count() > 0) await this.scheduler.waitOne();
      else await this.clock.advance(100);
    }
    for (let quiet = 0; quiet < 2; quiet++) {
      if (this.scheduler.count() > 0) quiet = 0;
      while (this.scheduler.count() > 0) await this.scheduler.waitOne();
      await settle();
    }
  }

  async #load(id: string): Promise<Read> {
    const read = { key: id, version: this.versions.get(id)! };
    const load = this.#loads++;
    const outcome = this.outcomes[load % this.outcomes.length];
    if (++this.#running > (this.limit ?? Number.POSITIVE_INFINITY))
      this.broken.push(`${this.#running} loads at a time`);
    if (outcome === 'never' && load < this.outcomes.length) return await new Promise(() => {});
    await this.scheduler.schedule(Promise.resolve(), `load ${id} ${outcome}`);
    this.#running--;
    if (outcome === 'error') throw new SourceError(read);
    return read;
  }

  #change(keys: readonly string[], invalidate: () => Promise<void>): void {
    const changed = keys.map((each) => [each, this.versions.get(each)! + 1] as const);
    for (const [each, version] of changed) this.versions.set(each, version);
    const confirmed = invalidate().then(() => {
      for (const [each, version] of changed) this.floors.set(each, Math.max(this.floors.get(each)!, version));
    });
    this.#note(confirmed);
  }

  /** A call may answer nothing older than what was invalidated, with confirmation, before it was made. */
  #expect(id: string, floor: number, answer: Promise<Read>, what: string): void {
    const said = answer.catch((error: unknown) => {
      if (error instanceof SourceError) return error.read;
      throw error;
    });
    const checked = said.then((read) => {
      if (read.key !== id) this.broken.push(`${what} ${id} was answered with ${read.key}`);
      if (read.version < floor) this.broken.push(`${what} ${id} got version ${read.version} after ${floor}`);
    });
    this.#note(checked);
  }

  #note(work: Promise<unknown>): void {
    this.#answers.push(work.catch(() => undefined));
  }
}

const kinds: [string, number, (scheduler: Scheduler) => CacheStorage][] = [
  ['a storage that answers at once', 9_000, () => new MapStorage()],
  ['an asynchronous storage of one process', 6_000, (scheduler) => new ScheduledStorage(scheduler, false)],
  ['a storage that other processes share', 6_000, (scheduler) => new ScheduledStorage(scheduler, true)],
];

describe('whatever order calls, loads, failures, timeouts, invalidations, reconfigurations and evictions come in', () => {
  it.each(kinds)(
    'nothing is served after its invalidation and nothing is left behind, on %s',
    async (_name, runs, open) => {
      const replay = process.env['MEMOIR_SEED'];
      const seed = replay ? Number(replay) : Date.now() % 2 ** 31;
      process.stderr.write(`${runs} interleavings, MEMOIR_SEED=${seed}\n`);
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), steps, outcomes, limit, async (scheduler, actions, loads, atATime) => {
          const world = new World(open(scheduler), scheduler, loads, atATime);
          for (const action of actions) await world.run(action);
          await world.end();
        }),
        { numRuns: runs, seed, endOnFailure: false },
      );
    },
    600_000,
  );

  it('are at least 20,000 interleavings', () => {
    expect(kinds.reduce((sum, [, runs]) => sum + runs, 0)).toBe(RUNS);
  });
});
