import type { TrackedEntry } from '../../src/entry/cache-entry.js';
import type { EvictionBound, EvictionStrategy } from '../../src/eviction/eviction-strategy.js';
import { NaiveStrategy } from './naive-strategy.js';

/** A strategy with one defect, and the rule that must find it. */
export interface EvictionMutant {
  readonly defect: string;
  readonly rule: string;
  readonly create: (bound: EvictionBound) => EvictionStrategy;
}

export const EVICTION_MUTANTS: readonly EvictionMutant[] = [
  mutant('gives up one too early', 'names nothing while the bound is not exceeded', (strategy) => ({
    nextToRelease: () =>
      strategy.sum() >= strategy.capacity ? strategy.weights.keys().next().value : strategy.nextToRelease(),
  })),
  mutant('gives up all once it is exceeded', 'names what exceeds the bound, and no more', (strategy) => {
    let isExceeded = false;
    return {
      nextToRelease: () => {
        isExceeded ||= strategy.sum() > strategy.capacity;
        return isExceeded ? strategy.weights.keys().next().value : undefined;
      },
    };
  }),
  {
    defect: 'has another capacity by default',
    rule: 'keeps to 4096 entries',
    create: (bound) => new NaiveStrategy({ capacity: 1_000, ...bound }),
  },
  mutant('frees one entry per write', 'keeps to the bound whatever happens', (strategy) => {
    let mayRelease = false;
    return {
      markWritten: (key, entry) => {
        mayRelease = !strategy.weights.has(key) && strategy.weights.size % 2 === 0;
        strategy.markWritten(key, entry);
      },
      nextToRelease: () => (mayRelease ? strategy.nextToRelease() : undefined),
    };
  }),
  mutant('counts writes instead of keys', 'counts a key once, however often it is written', (strategy) => {
    let count = 0;
    return {
      markWritten: (key, entry) => {
        count++;
        strategy.markWritten(key, entry);
      },
      markReleased: (key) => {
        if (strategy.weights.has(key)) count--;
        strategy.markReleased(key);
      },
      nextToRelease: () => (count > strategy.capacity ? strategy.weights.keys().next().value : undefined),
    };
  }),
  mutant('takes every entry without a slot for new', 'counts a key once, however often it is written', (strategy) => {
    const nodes: string[] = [];
    return {
      markWritten: (key, entry) => {
        if (entry.strategySlot === undefined) nodes.push(key);
        entry.strategySlot = key;
        strategy.markWritten(key, entry);
      },
      markReleased: (key) => {
        const index = nodes.indexOf(key);
        if (index >= 0) nodes.splice(index, 1);
        strategy.markReleased(key);
      },
      nextToRelease: () => (nodes.length > strategy.capacity ? strategy.weights.keys().next().value : undefined),
      tracked: () => nodes,
    };
  }),
  mutant('remembers what was released by somebody else', 'forgets what is released', (strategy) => {
    let named: string | undefined;
    return {
      nextToRelease: () => {
        named = strategy.nextToRelease();
        return named;
      },
      markReleased: (key) => {
        if (key === named) strategy.markReleased(key);
      },
    };
  }),
  mutant('counts down for a key it does not know', 'takes the release of a key it does not know', (strategy) => {
    let count = 0;
    return {
      markWritten: (key, entry) => {
        if (!strategy.weights.has(key)) count++;
        strategy.markWritten(key, entry);
      },
      markReleased: (key) => {
        count--;
        strategy.markReleased(key);
      },
      nextToRelease: () => (count > strategy.capacity ? strategy.weights.keys().next().value : undefined),
    };
  }),
  mutant('tracks what it is told was read', 'takes the read of a key it does not know', (strategy) => ({
    markRead: (key, entry) => strategy.markWritten(key, entry),
  })),
  mutant('forgets what it names', 'can be asked again before what it named is released', (strategy) => ({
    nextToRelease: () => {
      const key = strategy.nextToRelease();
      if (key !== undefined) strategy.markReleased(key);
      return key;
    },
  })),
  mutant('names one after another', 'can be asked again before what it named is released', (strategy) => {
    const named = new Set<string>();
    return {
      nextToRelease: () => {
        const key = [...strategy.weights.keys()].find((each) => !named.has(each));
        if (key === undefined || strategy.weights.size <= strategy.capacity) return undefined;
        named.add(key);
        return key;
      },
    };
  }),
  mutant('lists what goes first at the end', 'lists all it holds, what goes first in front', (strategy) => ({
    tracked: () => [...strategy.weights.keys()].reverse(),
  })),
  mutant('lists only what it would keep', 'lists all it holds, what goes first in front', (strategy) => ({
    tracked: () => [...strategy.weights.keys()].slice(-strategy.capacity),
  })),
  mutant('empties the list while it is read', 'is not changed by listing what it holds', (strategy) => ({
    *tracked() {
      for (const key of strategy.weights.keys()) {
        yield key;
        if (key === 'key 4') strategy.markReleased(key);
      }
    },
  })),
  mutant('keeps keys in an object', 'takes any text for a key', (strategy) => {
    const known: { [key: string]: boolean } = {};
    return {
      markWritten: (key, entry) => {
        if (!known[key]) strategy.markWritten(key, entry);
        known[key] = true;
      },
      markReleased: (key) => {
        delete known[key];
        strategy.markReleased(key);
      },
    };
  }),
  mutant('adds the new weight to the old', 'sums weights exactly', (strategy) => {
    let sum = 0;
    return {
      markWritten: (key, entry) => {
        strategy.markWritten(key, entry);
        sum += strategy.weights.get(key)!;
      },
      markReleased: (key) => {
        sum -= strategy.weights.get(key) ?? 0;
        strategy.markReleased(key);
      },
      nextToRelease: () => (sum > strategy.capacity ? strategy.weights.keys().next().value : undefined),
    };
  }),
  mutant('keeps the first weight', 'sums weights exactly', (strategy) => ({
    markWritten: (key, entry) => {
      if (!strategy.weights.has(key)) strategy.markWritten(key, entry);
    },
  })),
  {
    defect: 'weighs each time it is asked',
    rule: 'asks for a weight once per write',
    create: (bound) =>
      altered(new NaiveStrategy(bound), (strategy) => ({
        nextToRelease: () => {
          bound.weigh?.('again', 'again');
          return strategy.nextToRelease();
        },
      })),
  },
  {
    defect: 'passes key and value the other way round',
    rule: 'asks for a weight once per write',
    create: ({ weigh, ...bound }) =>
      new NaiveStrategy(weigh ? { ...bound, weigh: (value, key) => weigh(key, value) } : bound),
  },
  {
    defect: 'takes a weight of 0 for none',
    rule: 'holds any number of entries that weigh nothing',
    create: ({ weigh, ...bound }) =>
      new NaiveStrategy(weigh ? { ...bound, weigh: (value, key) => weigh(value, key) || 1 } : bound),
  },
  mutant('gives up everything for one heavy entry', 'gives up an entry heavier than the whole bound', (strategy) => ({
    nextToRelease: () => (strategy.sum() > strategy.capacity ? strategy.weights.keys().next().value : undefined),
  })),
  mutant(
    'takes any filled slot for its own',
    'takes over entries whose slot another strategy has filled',
    (strategy) => ({
      markWritten: (key, entry) => {
        if (entry.strategySlot === undefined) strategy.markWritten(key, entry);
        entry.strategySlot = true;
      },
    }),
  ),
  {
    defect: 'takes any bound',
    rule: 'refuses a bound that cannot be kept',
    create: ({ capacity, ...bound }) => new NaiveStrategy({ ...bound, capacity: Math.max(1, capacity || 1) }),
  },
  mutant('remembers every key there ever was', 'remembers nothing of a million keys', (strategy) => {
    const ever = new Set<string>();
    return {
      markWritten: (key, entry) => {
        ever.add(key);
        strategy.markWritten(key, entry);
      },
    };
  }),
];

function mutant(
  defect: string,
  rule: string,
  alter: (strategy: NaiveStrategy) => Partial<EvictionStrategy>,
): EvictionMutant {
  return { defect, rule, create: (bound) => altered(new NaiveStrategy(bound), alter) };
}

function altered(
  strategy: NaiveStrategy,
  alter: (strategy: NaiveStrategy) => Partial<EvictionStrategy>,
): EvictionStrategy {
  return {
    markRead: (key: string, entry: TrackedEntry) => strategy.markRead(key, entry),
    markWritten: (key: string, entry: TrackedEntry) => strategy.markWritten(key, entry),
    markReleased: (key: string) => strategy.markReleased(key),
    nextToRelease: () => strategy.nextToRelease(),
    tracked: () => strategy.tracked(),
    ...alter(strategy),
  };
}
