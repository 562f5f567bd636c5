import { expect, it } from '@jest/globals';
import { createMemoizer, standardConfiguration } from '../../src/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';

const [BATCHES, CALLERS, PAUSE, LOAD, LIFE] = [50, 5, 70, 10, 200];

/** 50 batches of 5 callers, 70 ms apart, of one key that lives 200 ms and takes 10 ms to load. */
async function loadsOf(make: (load: () => Promise<string>, clock: ManualClock) => () => Promise<string>) {
  const clock = new ManualClock();
  let loads = 0;
  const cached = make(() => {
    loads++;
    return new Promise((resolve) => clock.schedule(LOAD, () => resolve('value')));
  }, clock);
  const answers: Promise<string>[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    for (let caller = 0; caller < CALLERS; caller++) answers.push(cached());
    await clock.advance(PAUSE);
  }
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['value']));
  return loads;
}

it('250 callers in batches run 17 loads', async () => {
  const loads = await loadsOf((load, clock) => {
    const { memoize } = createMemoizer({ ...standardConfiguration(new MapStorage()), clock });
    return memoize(load, { updateAfter: LIFE, expireAfter: LIFE });
  });

  expect(loads).toBe(17);
});

it('and 85 with a plain cache, where each caller of an expired key loads for itself', async () => {
  const loads = await loadsOf((load, clock) => {
    let entry: { value: string; expiresAt: number } | undefined;
    return async () => {
      if (entry && clock.now() < entry.expiresAt) return entry.value;
      const loadedAt = clock.now();
      const value = await load();
      entry = { value, expiresAt: loadedAt + LIFE };
      return value;
    };
  });

  expect(loads).toBe(85);
});
