import { describe, expect, it } from '@jest/globals';
import fc, { type Scheduler } from 'fast-check';
import {
  MutableCacheConfiguration,
  memoize,
  standardConfiguration,
  TieredStorage,
  type TierSkips,
  tagTarget,
  withWrite,
} from '../../src/index.js';
import { HeldLog } from '../../src/testing/held-log.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { FarServer } from './support/far-server.js';
import { FarStorage } from './support/far-storage.js';

/** So many interleavings; a failure prints its seed and path, and MEMOIR_SEED replays a run. */
const RUNS = 4_000;
const KEYS = ['a', 'b'] as const;
const TAG_OF: Record<string, string> = { a: 'one', b: 'one' };
const PROCESSES = [0, 1] as const;
const SKIPS = [undefined, 'read', 'write', 'both'] as const;
const MAX_STALENESS = 100;

interface Read {
  readonly key: string;
  readonly version: number;
}

const key = fc.constantFrom(...KEYS);
const at = fc.constantFrom(...PROCESSES);
const weighted = (weight: number, name: string, more: Record<string, fc.Arbitrary<number>> = {}) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(name), key, at, ...more }),
});
const step = fc.oneof(
  weighted(40, 'call'),
  weighted(10, 'call past', { near: fc.nat(SKIPS.length - 1), far: fc.nat(SKIPS.length - 1) }),
  weighted(6, 'change'),
  weighted(2, 'change all'),
  weighted(3, 'change tag'),
  weighted(2, 'write'),
  weighted(2, 'write tag'),
  weighted(2, 'refresh'),
  weighted(1, 'expire'),
  weighted(1, 'lose messages'),
  weighted(1, 'lose control keys'),
  weighted(1, 'evict'),
  weighted(4, 'hold'),
  weighted(3, 'deliver'),
  weighted(2, 'let through'),
  weighted(1, 'cut'),
  weighted(3, 'restore'),
  weighted(6, 'advance', { by: fc.constantFrom(10, 30, 60, 150) }),
  weighted(14, 'let go', { count: fc.integer({ min: 1, max: 8 }) }),
  weighted(20, 'let all go'),
);
type Step = { do: string; key: string; at: number; by?: number; count?: number; near?: number; far?: number };
const steps = fc.array(step as fc.Arbitrary<Step>, { minLength: 8, maxLength: 40, size: 'max' });

/** Two processes with a near tier each, over one far storage and one log, and the source behind all of it. */
class World {
  readonly log = new HeldLog();
  readonly server = new FarServer(this.log);
  readonly clocks = [new ManualClock(0), new ManualClock(3_600_000)];
  readonly cached;
  readonly storages;
  readonly fars;
  readonly versions = new Map<string, number>(KEYS.map((each) => [each, 0]));
  /** Up to which version invalidations have completed, anywhere, and when that was. */
  readonly floors = new Map<string, { version: number; at: number; by: number }[]>(KEYS.map((each) => [each, []]));
  readonly broken: string[] = [];
  readonly #isCut = [false, false];
  readonly #answers: Promise<unknown>[] = [];

  constructor(
    private readonly scheduler: Scheduler,
    private readonly consistency: 'far' | 'nodes',
  ) {
    this.server.time = () => this.clocks[0]!.monotonic();
    const travel = (command: string) => scheduler.schedule(Promise.resolve(), command);
    this.fars = PROCESSES.map((process) => new FarStorage(this.server, travel, process === 0));
    this.storages = this.fars.map(
      (far) => new TieredStorage(new MapStorage(), far, { maxStaleness: MAX_STALENESS, consistency }),
    );
    this.cached = PROCESSES.map((process) =>
      memoize(
        (id: string) => this.#load(id),
        MutableCacheConfiguration.initializedWith({
          ...standardConfiguration(this.storages[process]!),
          clock: this.clocks[process]!,
        })
          .setLifeSpan({ updateAfter: 200, expireAfter: 400, keepStaleFor: 100 })
          .setMethodTimeout('never')
          .setStorageTimeout(10_000)
          .setNamespace('world')
          .setResultTags((read: Read, _id: string) => [TAG_OF[read.key]!]),
      ),
    );
  }

  async run(action: Step): Promise<void> {
    const cached = this.cached[action.at]!;
    const line = this.log.lines[action.at]!;
    const version = this.versions.get(action.key)!;
    switch (action.do) {
      case 'call':
        return this.#call(action.key, action.at);
      case 'call past':
        return this.#call(action.key, action.at, { near: SKIPS[action.near!], far: SKIPS[action.far!] });
      case 'change':
        return this.#change([action.key], action.at, () => cached.invalidate(action.key));
      case 'change all':
        return this.#change(KEYS, action.at, () => cached.invalidateAll());
      case 'change tag':
        return this.#change(KEYS, action.at, () => cached.invalidateTags(['one']));
      case 'write':
        return this.#write([action.key], action.at, (write) => withWrite([cached.target(action.key)], write));
      case 'write tag':
        return this.#write(KEYS, action.at, (write) => withWrite([tagTarget(this.storages[action.at]!, 'one')], write));
      case 'refresh':
        return this.#note(this.#expect(action.key, version, cached.refresh(action.key), 'refresh'));
      case 'expire':
        return this.#note(cached.expire(action.key));
      case 'lose messages':
        return line.lose();
      case 'lose control keys':
        return this.server.loseControlKeys();
      case 'evict':
        return this.server.set(`5:world:${action.key}`, undefined);
      case 'hold':
        return line.hold();
      case 'deliver':
        return this.#isCut[action.at] ? undefined : line.deliver();
      case 'let through':
        return this.#isCut[action.at] ? undefined : line.letThrough();
      case 'cut':
        this.#isCut[action.at] = true;
        return line.cut();
      case 'restore':
        this.#isCut[action.at] = false;
        return line.restore();
      case 'advance':
        for (const clock of this.clocks) await clock.advance(action.by!);
        return;
      case 'let all go':
        return await this.#letGo();
      case 'let go':
        for (let task = 0; task < action.count! && this.scheduler.count() > 0; task++) await this.scheduler.waitOne();
    }
  }

  async end(): Promise<void> {
    await this.#letGoUntil(Promise.all(this.#answers));
    for (const line of this.log.lines) line.letThrough();
    this.log.lines.forEach((line, index) => {
      if (this.#isCut[index]) line.restore();
    });
    const last = Promise.all(
      PROCESSES.flatMap((process) =>
        KEYS.map((each) => this.#expect(each, this.#floorOf(each), this.cached[process]!(each), 'the last call')),
      ),
    );
    await this.#letGoUntil(last);
    expect(this.broken).toEqual([]);
    for (const cached of this.cached) {
      expect(cached.inFlight()).toEqual([]);
      const { calls, hits, staleHits, joins, misses, refusals } = cached.statistics();
      expect(hits + staleHits + joins + misses + refusals).toBe(calls);
      await cached.close();
    }
    for (const storage of this.storages) await storage.close();
    expect(this.clocks.map((clock) => clock.pending)).toEqual([0, 0]);
  }

  #call(id: string, process: number, skip: TierSkips = {}): void {
    const cached = this.cached[process]!;
    const before = cached.statistics();
    const everywhere = this.#floorOf(id);
    const here = this.#floorOf(id, ({ by }) => by === process);
    const now = this.clocks[0]!.monotonic();
    const long = this.#floorOf(id, (floor) => now - floor.at >= MAX_STALENESS);
    const answer = cached.with({ skip })(id);
    const after = cached.statistics();
    const isNearHit = after.hits + after.staleHits > before.hits + before.staleHits;
    if (isNearHit && this.consistency === 'far') {
      this.#note(this.#expect(id, here, answer, `G1: near hit at ${process}`));
      this.#note(this.#expect(id, long, answer, `G3: near hit at ${process}`));
    } else {
      const what = isNearHit ? 'near hit, though removals wait for all' : 'G2: call';
      this.#note(this.#expect(id, everywhere, answer, `${what} at ${process}`));
    }
  }

  #floorOf(id: string, counts: (floor: { at: number; by: number }) => boolean = () => true): number {
    return this.floors
      .get(id)!
      .filter(counts)
      .reduce((highest, floor) => Math.max(highest, floor.version), 0);
  }

  async #load(id: string): Promise<Read> {
    const read = { key: id, version: this.versions.get(id)! };
    await this.scheduler.schedule(Promise.resolve(), `load ${id}`);
    return read;
  }

  #change(keys: readonly string[], process: number, invalidate: () => Promise<void>): void {
    const changed = this.#commit(keys);
    this.#note(invalidate().then(() => this.#completed(changed, process)));
  }

  #write(keys: readonly string[], process: number, within: (write: () => Promise<void>) => Promise<void>): void {
    let changed: (readonly [string, number])[] = [];
    const write = async () => {
      await this.scheduler.schedule(Promise.resolve(), 'before the commit');
      changed = this.#commit(keys);
      await this.scheduler.schedule(Promise.resolve(), 'after the commit');
    };
    this.#note(within(write).then(() => this.#completed(changed, process)));
  }

  #commit(keys: readonly string[]): (readonly [string, number])[] {
    const changed = keys.map((each) => [each, this.versions.get(each)! + 1] as const);
    for (const [each, version] of changed) this.versions.set(each, version);
    return changed;
  }

  #completed(changed: readonly (readonly [string, number])[], by: number): void {
    const now = this.clocks[0]!.monotonic();
    for (const [each, version] of changed) this.floors.get(each)!.push({ version, at: now, by });
  }

  async #expect(id: string, floor: number, answer: Promise<Read>, what: string): Promise<void> {
    const read = await answer;
    if (read.key !== id) this.broken.push(`${what} ${id} was answered with ${read.key}`);
    if (read.version < floor) this.broken.push(`${what} ${id} got version ${read.version} after ${floor}`);
  }

  #note(work: Promise<unknown>): void {
    this.#answers.push(work.catch(() => undefined));
  }

  async #letGoUntil(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    void work.then(() => {
      isDone = true;
    });
    for (let turn = 0; !isDone; turn++) {
      if (turn > 2_000) throw new Error('something waits for ever');
      if (this.scheduler.count() > 0) await this.scheduler.waitOne();
      else for (const clock of this.clocks) await clock.advance(50);
    }
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet++) {
      if (this.scheduler.count() > 0) quiet = 0;
      while (this.scheduler.count() > 0) await this.scheduler.waitOne();
      await settle();
    }
  }
}

describe('two processes with near tiers, whatever order calls, changes, writes, messages and losses come in', () => {
  it.each(['far', 'nodes'] as const)(
    'never answer with what was invalidated (%s)',
    async (consistency) => {
      const replay = process.env['MEMOIR_SEED'];
      const seed = replay ? Number(replay) : Date.now() % 2 ** 31;
      const runs = Number(process.env['MEMOIR_RUNS'] ?? RUNS);
      process.stderr.write(`${runs} interleavings with tiers (${consistency}), MEMOIR_SEED=${seed}\n`);
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), steps, async (scheduler, actions) => {
          const world = new World(scheduler, consistency);
          for (const action of actions) await world.run(action);
          await world.end();
        }),
        { numRuns: runs, seed, endOnFailure: false },
      );
    },
    600_000,
  );
});
