import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMemoizer, standardConfiguration } from '@memoir/core';
import { MemoryStorage } from '@memoir/storage-memory';
import parse, { type Family } from 'parse-prometheus-text-format';
import { Registry } from 'prom-client';
import { registerMetrics } from '../src/prometheus.js';
import { ANSWERS, EXPECTED, EXPECTED_SPANS } from './expected.js';
import { work } from './workload.js';

let scraped: Family[];
let samples: Family[];
let end: () => Promise<void>;

beforeAll(async () => {
  const register = new Registry();
  const takeOut = registerMetrics({ register, ages: true });
  const done = await work();
  const text = await register.metrics();
  scraped = parse(text);
  // This parser knows histograms without labels only; their samples are samples like any.
  samples = parse(text.replaceAll(' histogram\n', ' untyped\n'));
  end = async () => {
    takeOut();
    await done.end();
  };
});

afterAll(() => end());

function sample(families: readonly Family[], name: string, labels: Readonly<Record<string, string>>) {
  const named = families.filter((each) => each.name === name);
  const found = named.flatMap(({ metrics }) => metrics.filter((each) => sorted(each.labels ?? {}) === sorted(labels)));
  expect(found).toHaveLength(1);
  return { family: named[0]!, ...found[0]! };
}

const sorted = (labels: object) => JSON.stringify(Object.entries(labels).sort());

describe('what is scraped', () => {
  it.each(EXPECTED.map((each) => ({ ...each })))('is $prometheus of $labels', ({ prometheus, labels, value }) => {
    const { family, value: found } = sample(scraped, prometheus, labels);

    expect(Number(found)).toEqual(value);
    expect(family.type).toBe(prometheus.endsWith('_total') ? 'COUNTER' : 'GAUGE');
    expect(family.help).toMatch(/\.$/);
  });

  it.each(EXPECTED_SPANS.map((each) => ({ ...each })))(
    'is how long: $prometheus of $labels',
    ({ prometheus, labels, value }) => {
      const [count, sum] = ['count', 'sum'].map((part) =>
        Number(sample(samples, `${prometheus}_${part}`, labels).value),
      );

      expect({ count, sum }).toEqual(value);
      expect(scraped.find(({ name }) => name === prometheus)).toMatchObject({ type: 'HISTOGRAM' });
      expect(sample(samples, `${prometheus}_bucket`, { ...labels, le: '+Inf' }).value).toBe(String(count));
    },
  );

  it('is nothing else', () => {
    const known = [...EXPECTED, ...EXPECTED_SPANS].map(({ prometheus }) => prometheus);

    expect(scraped.map(({ name }) => name).sort()).toEqual([...new Set(known)].sort());
  });

  it('is labelled with namespaces, tiers and what there are few of, never with a key', () => {
    const labels = new Set(samples.flatMap(({ metrics }) => metrics.flatMap((each) => Object.keys(each.labels ?? {}))));

    expect([...labels].sort()).toEqual(['answer', 'le', 'namespace', 'outcome', 'tier']);
    expect(JSON.stringify(scraped)).not.toMatch(/\b(ada|bob|eve)\b/);
  });
});

describe('a scrape', () => {
  it('adds up while calls go on: it is of one moment', async () => {
    const register = new Registry();
    const takeOut = registerMetrics({ register });
    const { memoize } = createMemoizer(standardConfiguration(new MemoryStorage({ sweepEvery: 'never' })));
    const busy = memoize(async (id: number) => id, { namespace: 'busy' });
    let isOver = false;
    const calling = (async () => {
      for (let id = 0; !isOver; id++)
        await Promise.all([busy(id % 10), busy(id % 7), busy(Symbol('no key') as never).catch(() => undefined)]);
    })();
    for (let scrape = 0; scrape < 20; scrape++) {
      const families = parse(await register.metrics());
      if (scrape === 0) continue;
      const { value: calls } = sample(families, 'memoir_calls_total', { namespace: 'busy' });
      const answers = ANSWERS.map(
        (answer) => sample(families, 'memoir_answers_total', { namespace: 'busy', answer }).value,
      );
      expect(answers.reduce((sum, each) => sum + Number(each), 0)).toBe(Number(calls));
    }
    isOver = true;
    await calling;
    takeOut();
  });

  it('finds nothing any more once the metrics are taken out, which can then be registered again', async () => {
    const register = new Registry();
    registerMetrics({ register })();
    expect(await register.metrics()).toBe('\n');

    const takeOut = registerMetrics({ register });
    expect(() => registerMetrics({ register })).toThrow('already');
    takeOut();
  });
});
