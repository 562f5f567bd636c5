import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConfigurationError } from '../../src/errors.js';
import type { EvictionBound } from '../../src/eviction/eviction-strategy.js';
import type { KeySlots } from '../../src/eviction/key-slots.js';
import { BoundedModel, entryOf } from './cache-model.js';
import { boundedStrategies } from './strategies.js';

/** What a strategy keeps per key lies at its slot: where slots do not grow, nothing does. */
const slotsOf = (strategy: object) => (strategy as unknown as { slots: KeySlots }).slots;
const lengthOf = (value: string) => value.length;

describe.each(boundedStrategies)('%s', (_name, Strategy) => {
  it('holds 4096 entries unless told otherwise', () => {
    const model = new BoundedModel(new Strategy());

    for (let n = 0; n < 5_000; n++) model.write(`${n}`);

    expect(model.entries.size).toBe(4096);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '10', null])('refuses %p entries', (capacity) => {
    expect(() => new Strategy({ capacity } as EvictionBound)).toThrow(ConfigurationError);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '10'])('refuses a weight of %p', (capacity) => {
    expect(() => new Strategy({ capacity, weigh: lengthOf } as EvictionBound)).toThrow(/received/);
  });

  it('takes a fraction as the greatest sum of weights', () => {
    const model = new BoundedModel(new Strategy({ capacity: 0.5, weigh: (value: number) => value }));

    model.write('light', 0.5);
    model.write('heavy', 0.75);

    expect(model.keys).toEqual(['light']);
  });

  it.each([[{ weigh: 1 }], [{ capcity: 10 }], [10], ['10'], [null]])('refuses %p as a bound', (bound) => {
    expect(() => new Strategy(bound as EvictionBound)).toThrow(ConfigurationError);
  });

  it('spares what was written last', () => {
    const model = new BoundedModel(new Strategy({ capacity: 3 }));
    for (const key of ['a', 'b', 'c', 'a', 'b', 'c', 'd', 'e', 'f']) model.request(key);

    expect(model.keys).toContain('f');
    expect(model.entries.size).toBe(3);
  });

  it('names the same key until it is released, and nothing within the bound', () => {
    const strategy = new Strategy({ capacity: 2 });
    for (const key of ['a', 'b', 'c']) strategy.markWritten(key, entryOf());

    const named = strategy.nextToRelease();

    expect(strategy.nextToRelease()).toBe(named);
    strategy.markReleased(named!);
    expect(strategy.nextToRelease()).toBeUndefined();
    expect(strategy.tracked()).not.toContain(named);
  });

  it('ignores reads and releases of keys it does not know', () => {
    const strategy = new Strategy({ capacity: 1 });

    strategy.markRead('a', entryOf());
    strategy.markReleased('a');

    expect(strategy.tracked()).toEqual([]);
    expect(strategy.nextToRelease()).toBeUndefined();
  });

  it('is not misled by the mark of another strategy', () => {
    const predecessor = new Strategy({ capacity: 4 });
    const strategy = new Strategy({ capacity: 4 });
    const entries = new Map(['a', 'b', 'c'].map((key) => [key, entryOf()]));
    for (const key of ['c', 'b', 'a']) strategy.markWritten(key, entries.get(key)!);
    for (const key of ['a', 'b', 'c']) predecessor.markWritten(key, entries.get(key)!);
    const expected = new Strategy({ capacity: 4 });
    for (const key of ['c', 'b', 'a']) expected.markWritten(key, entryOf());
    // What its mark means here was not used a moment ago, or one strategy need not look any closer.
    for (const each of [strategy, expected]) each.markWritten('d', entryOf());

    strategy.markRead('c', entries.get('c')!);
    expected.markRead('c', entryOf());

    expect(strategy.tracked()).toEqual(expected.tracked());
  });

  it('is not misled by an entry from an earlier life of its key', () => {
    const strategy = new Strategy({ capacity: 4 });
    const early = entryOf();
    strategy.markWritten('a', early);
    strategy.markReleased('a');
    for (const key of ['b', 'c', 'a']) strategy.markWritten(key, entryOf());
    const expected = new Strategy({ capacity: 4 });
    for (const key of ['b', 'c', 'a']) expected.markWritten(key, entryOf());

    strategy.markRead('a', early);
    expected.markRead('a', entryOf());

    expect(strategy.tracked()).toEqual(expected.tracked());
  });

  it('works for a storage that makes a new entry for each read', () => {
    const marked = new Strategy({ capacity: 3 });
    const unmarked = new Strategy({ capacity: 3 });
    const entries = new Map<string, ReturnType<typeof entryOf>>();
    for (const key of ['a', 'b', 'c']) {
      entries.set(key, entryOf());
      marked.markWritten(key, entries.get(key)!);
      unmarked.markWritten(key, entryOf());
    }

    for (const key of ['b', 'a', 'b']) {
      marked.markRead(key, entries.get(key)!);
      unmarked.markRead(key, entryOf());
    }

    expect(unmarked.tracked()).toEqual(marked.tracked());
  });

  it('shrinks at once when its capacity is lowered, and grows when it is raised', () => {
    const strategy = new Strategy({ capacity: 10 });
    const model = new BoundedModel(strategy);
    for (let n = 0; n < 10; n++) model.write(`${n}`);

    strategy.setCapacity(4);
    model.shrink();
    const shrunk = model.entries.size;
    strategy.setCapacity(6);
    for (let n = 10; n < 30; n++) model.write(`${n}`);

    expect(shrunk).toBe(4);
    expect(model.entries.size).toBe(6);
    expect(strategy.capacity).toBe(6);
  });

  it('keeps its capacity when a new one is refused', () => {
    const strategy = new Strategy({ capacity: 10 });

    expect(() => strategy.setCapacity(0)).toThrow(ConfigurationError);
    expect(strategy.capacity).toBe(10);
  });

  it('gives up an entry heavier than the whole capacity before all others', () => {
    const model = new BoundedModel(new Strategy({ capacity: 10, weigh: lengthOf }));
    for (const key of ['a', 'b', 'c']) model.write(key, 'xxx');

    model.write('d', 'x'.repeat(11));

    expect(model.keys).toEqual(['a', 'b', 'c']);
  });

  it('gives up first what a lowered capacity could not hold alone', () => {
    const strategy = new Strategy({ capacity: 20, weigh: lengthOf });
    const model = new BoundedModel(strategy);
    for (const [key, weight] of [
      ['a', 2],
      ['b', 12],
      ['c', 3],
    ] as const)
      model.write(key, 'x'.repeat(weight));

    strategy.setCapacity(8);
    model.shrink();

    expect(model.keys).toEqual(['a', 'c']);
  });

  it('weighs anew what is written anew', () => {
    const model = new BoundedModel(new Strategy({ capacity: 10, weigh: lengthOf }));
    model.write('a', 'xxxxx');
    model.write('b', 'xxxxx');

    model.write('b', 'x');
    model.write('c', 'xxxx');

    expect(model.keys).toEqual(['a', 'b', 'c']);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, '1', undefined])(
    'reports a weight of %p and gives that entry up',
    (weight) => {
      const model = new BoundedModel(new Strategy({ capacity: 10, weigh: (value) => value as number }));
      model.write('a', 1);

      expect(() => model.write('b', weight)).toThrow(ConfigurationError);
      expect(model.keys).toEqual(['a']);
      expect(model.strategy.tracked()).toEqual(['a']);
    },
  );

  it('passes on what weighing throws and gives that entry up', () => {
    const failure = new Error('no scales');
    const weigh = (value: unknown) => {
      if (value === 'strange') throw failure;
      return 1;
    };
    const model = new BoundedModel(new Strategy({ capacity: 10, weigh }));

    expect(() => model.write('a', 'strange')).toThrow(failure);
    expect(model.keys).toEqual([]);
  });

  it('agrees with the storage on what is held and never exceeds its bound', () => {
    const operation = fc.record({
      kind: fc.constantFrom('request', 'request', 'request', 'write', 'delete', 'resize'),
      key: fc.nat(30).map(String),
      weight: fc.nat(9),
      capacity: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 300 }), fc.boolean(), (operations, weighed) => {
        const weigh = (value: number) => value;
        const strategy = new Strategy(weighed ? { capacity: 12, weigh } : { capacity: 12 });
        const model = new BoundedModel(strategy);
        for (const { kind, key, weight, capacity } of operations) {
          if (kind === 'request') model.request(key, weight);
          else if (kind === 'write') model.write(key, weight);
          else if (kind === 'delete') model.delete(key);
          else {
            strategy.setCapacity(capacity);
            model.shrink();
          }
          const entries = [...model.entries.values()];
          const sum = weighed ? entries.reduce((total, entry) => total + (entry.value as number), 0) : entries.length;
          expect(sum).toBeLessThanOrEqual(strategy.capacity);
          expect([...strategy.tracked()].sort()).toEqual(model.keys.sort());
        }
        // What is left over within the bound is never named: the sum it keeps is exact.
        const sum = [...model.entries.values()].reduce((total, entry) => total + (entry.value as number), 0);
        if (weighed && sum > 0) {
          strategy.setCapacity(sum);
          expect(strategy.nextToRelease()).toBeUndefined();
        }
      }),
    );
  });

  it('needs no more slots than entries, however many keys come and go', () => {
    const strategy = new Strategy({ capacity: 100 });
    const emptyEnd = slotsOf(strategy).end;
    const model = new BoundedModel(strategy);
    let state = 1;
    for (let n = 0; n < 200_000; n++) {
      state = (state * 48_271) % 2_147_483_647;
      const key = `${state % 400}`;
      if (state % 97 === 0) model.delete(key);
      else model.request(key);
      model.released.length = 0;
    }

    expect(strategy.tracked()).toHaveLength(model.entries.size);
    expect(slotsOf(strategy).end).toBeLessThanOrEqual(emptyEnd + 101);
  });
});
