import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AdaptiveEvictionStrategy } from '../../../src/eviction/adaptive-eviction-strategy.js';
import { BoundedModel, entryOf } from '../cache-model.js';
import { SlowAdaptive } from './slow-adaptive.js';

const request = { kind: 'request' as const, weight: 1 };
type Step = { kind: 'request' | 'write' | 'delete' | 'resize'; key: string; weight: number; capacity?: number };

/** Both, told of the same steps and asked the same after each. */
class Pair {
  readonly slow: SlowAdaptive;
  readonly strategy: AdaptiveEvictionStrategy;
  readonly fast: BoundedModel;
  readonly #given: string[] = [];

  constructor(
    capacity: number,
    private readonly isWeighed: boolean,
  ) {
    this.strategy = new AdaptiveEvictionStrategy({ capacity, weigh: isWeighed ? (weight) => weight : undefined });
    this.fast = new BoundedModel(this.strategy);
    this.slow = new SlowAdaptive(capacity);
  }

  take({ kind, key, weight, capacity = 1 }: Step): void {
    const counted = this.isWeighed ? weight : 1;
    const isHeld = this.fast.entries.has(key);
    if (kind === 'resize') this.#resize(capacity);
    else if (kind === 'delete' && isHeld) this.#delete(key);
    else if (kind === 'write' || !isHeld) this.#write(key, counted);
    else this.#read(key);
    expect(this.fast.released.splice(0)).toEqual(this.#given.splice(0));
  }

  expectSame(): void {
    expect(this.strategy.tracked()).toEqual(this.slow.keys);
  }

  #read(key: string): void {
    this.strategy.markRead(key, entryOf()); // without a mark, which may be taken for that of another era
    this.slow.read(key);
  }

  #write(key: string, weight: number): void {
    this.slow.write(key, weight);
    this.fast.write(key, weight);
    this.#shrink();
  }

  #delete(key: string): void {
    this.fast.delete(key);
    this.slow.release(key, false);
  }

  #resize(capacity: number): void {
    this.strategy.setCapacity(capacity);
    this.slow.setCapacity(capacity);
    this.fast.shrink();
    this.#shrink();
  }

  #shrink(): void {
    for (let key = this.slow.next(); key !== undefined; key = this.slow.next()) {
      this.slow.release(key, true);
      this.#given.push(key);
    }
  }
}

describe('the adaptive strategy as a whole', () => {
  it('gives up the keys that a slow model of it does, in the same order', () => {
    const step: fc.Arbitrary<Step> = fc.record({
      kind: fc.constantFrom(...Array(30).fill('request'), 'write', 'write', 'delete', 'resize'),
      key: fc.oneof(fc.nat(8), fc.nat(60)).map(String),
      weight: fc.integer({ min: 1, max: 4 }),
      capacity: fc.integer({ min: 4, max: 40 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 40 }),
        fc.boolean(),
        fc.array(step, { maxLength: 500, size: 'max' }),
        (capacity, isWeighed, steps) => {
          const pair = new Pair(capacity, isWeighed);
          for (const each of steps) pair.take(each);
          pair.expectSame();
        },
      ),
      { numRuns: 150 },
    );
  });

  it('moves its window when the model does, where a sample of the keys decides', () => {
    const pair = new Pair(300, false);
    const shares = new Set<number>();
    let state = 1;
    const random = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    const show = (key: number) => {
      pair.take({ ...request, key: `key ${key}` });
      shares.add(pair.slow.share);
    };

    for (let n = 0; n < 1_500; n++) show(n % 500); // a loop, of which a large window keeps nothing
    for (let n = 0; n < 4_000; n++) show(1_000 + (n >> 2) + random(150)); // what was new lately is asked for again
    for (let n = 0; n < 1_500; n++) show(n % 500);

    pair.expectSame();
    expect(shares.size).toBeGreaterThan(1);
  });
});
