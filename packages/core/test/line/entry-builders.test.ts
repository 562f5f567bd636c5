import { describe, expect, it } from '@jest/globals';
import type { CacheEntry, CacheKey, EntryBuilder, EntryContext } from '../../src/index.js';
import { setUp } from '../support/set-up.js';

interface Quote {
  readonly price: number;
  readonly seconds: number;
}

describe('an entry builder of one’s own', () => {
  class TimeFromValue implements EntryBuilder<Quote> {
    build(_key: CacheKey, value: Quote, context: EntryContext): CacheEntry<Quote> {
      return context.entry(value, { updateAfter: value.seconds * 1_000, expireAfter: value.seconds * 2_000 });
    }
  }

  it('gives each value lifetimes of its own', async () => {
    const { cached, loads } = setUp({ entryBuilder: new TimeFromValue() });
    const calls = [cached('a'), cached('b')];
    loads[0]!.resolve({ price: 1, seconds: 1 });
    loads[1]!.resolve({ price: 1, seconds: 60 });
    await Promise.all(calls);

    expect([(await cached.peek('a'))?.expiresAt, (await cached.peek('b'))?.expiresAt]).toEqual([2_000, 120_000]);
  });

  it('may transform the value: what it returns is stored, and answered to the first caller too', async () => {
    const { cached, loads } = setUp({
      entryBuilder: {
        build: (_key: CacheKey, value: string, context: EntryContext) =>
          context.entry(value.toUpperCase(), { expireAfter: '1h' }),
      },
    });
    const first = cached('ada');
    loads[0]!.resolve('ada');

    expect([await first, await cached('ada')]).toEqual(['ADA', 'ADA']);
  });

  it('sees the arguments, the beginning of the load, how long it took, and what it replaces', async () => {
    const seen: object[] = [];
    const { cached, loads, clock } = setUp({
      start: 1_000,
      entryBuilder: {
        build: (key: CacheKey, value: string, context: EntryContext) => {
          const { args, loadedAt, loadedIn, previous } = context;
          seen.push({ key, args, loadedAt, loadedIn, previous: previous?.value });
          return context.entry(value, { updateAfter: '1s', expireAfter: '1s', keepStaleFor: '1h' });
        },
      },
    });
    const first = cached('ada');
    await clock.advance(300);
    loads[0]!.resolve('old');
    await first;
    await clock.advance('1s');
    const second = cached('ada');
    loads[1]!.resolve('new');
    await second;

    expect(seen).toEqual([
      { key: 'ada', args: ['ada'], loadedAt: 1_000, loadedIn: 300, previous: undefined },
      { key: 'ada', args: ['ada'], loadedAt: 2_300, loadedIn: 0, previous: 'old' },
    ]);
  });

  it('makes callers wait for an update where updateAfter is left at expireAfter', async () => {
    const { cached, loads, clock } = setUp({ updateAfter: '1s', expireAfter: '1s' });
    const first = cached('ada');
    loads[0]!.resolve('old');
    await first;
    await clock.advance('1s');
    const second = cached('ada');
    loads[1]!.resolve('new');

    expect(await second).toBe('new');
    expect(cached.statistics()).toMatchObject({ staleHits: 0, backgroundRefreshes: 0 });
  });
});
