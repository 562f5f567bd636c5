import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../../../src/errors.js';
import { NoEvictionStrategy } from '../../../src/eviction/no-eviction-strategy.js';
import { ManualClock } from '../../../src/testing/manual-clock.js';
import { randomNumbers } from '../../../src/testing/random-numbers.js';
import { watch } from '../../support/set-up.js';
import { BoundedModel } from '../cache-model.js';
import { boundedStrategies } from '../strategies.js';

/** Requests of which few keys have many: the n-th of the keys about as often as 1 / n. */
const requests = randomNumbers(400_000).map((random) => `/users/${Math.floor(60_000 ** (random / 2 ** 24))}/profile`);

function run(model: BoundedModel, from = 0): number {
  let hits = 0;
  for (let at = from; at < requests.length; at++) {
    if (model.entries.has(requests[at]!)) hits++;
    model.request(requests[at]!);
    model.released.length = 0;
  }
  return hits;
}

const Lru = boundedStrategies.find(([name]) => name.startsWith('LeastRecentlyUsed'))![1];

const exactRatios = new Map<number, number>();
function exactRatio(capacity: number): number {
  const known = exactRatios.get(capacity) ?? run(new BoundedModel(new Lru({ capacity }))) / requests.length;
  exactRatios.set(capacity, known);
  return known;
}

describe('capacity advice', () => {
  it.each(boundedStrategies)('by %s is near what LRU has at those capacities', (_name, Strategy) => {
    const strategy = new Strategy({ capacity: 8_192 });
    strategy.setCapacityAdvice(true);
    const hits = run(new BoundedModel(strategy));

    const { hitRatios, sampledRequests } = strategy.capacityAdvice(hits)!;

    expect(hitRatios.map(({ capacity }) => capacity)).toEqual([4_096, 8_192, 16_384, 32_768]);
    expect(sampledRequests).toBeGreaterThan(800);
    for (const { capacity, hitRatio } of hitRatios) {
      expect(Math.abs(hitRatio - exactRatio(capacity))).toBeLessThan(0.05);
    }
  });

  it('changes nothing of what is kept', () => {
    const plain = new BoundedModel(new Lru({ capacity: 1_000 }));
    const advised = new Lru({ capacity: 1_000 });
    advised.setCapacityAdvice(true);
    const watched = new BoundedModel(advised);

    expect(run(watched, 300_000)).toBe(run(plain, 300_000));
    expect(advised.tracked()).toEqual(plain.strategy.tracked());
  });

  it('is in the statistics of a function that asks for it, and of no other', async () => {
    const identity = async (id: string) => id;
    const advised = watch(identity, { capacity: 5_000, capacityAdvice: true }, new ManualClock());
    const plain = watch(identity, {}, new ManualClock());
    for (const key of requests.slice(0, 3_000)) await advised(key);
    await plain('a');

    const { capacityAdvice } = advised.statistics();

    expect(capacityAdvice?.hitRatios.map(({ capacity }) => capacity)).toEqual([5_000, 10_000, 20_000]);
    expect(capacityAdvice?.sampledRequests).toBeGreaterThan(0);
    expect(plain.statistics().capacityAdvice).toBeUndefined();
  });

  it('is refused where nobody can give it', () => {
    const evictionStrategy = new NoEvictionStrategy();
    const advise = () => watch(async () => 1, { evictionStrategy, capacityAdvice: true }, new ManualClock());

    expect(advise).toThrow(ConfigurationError);
    expect(() => new Lru({ capacity: 10, weigh: () => 1 }).setCapacityAdvice(true)).toThrow(/in entries/);
  });
});
