import { describe, expect, it } from '@jest/globals';
import { CacheSession, ConfigurationError } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp } from '../support/set-up.js';

/** A source with a version, and a loader that answers with the version it saw. */
function setUpVersioned(options: Parameters<typeof setUp>[0] = {}, storage?: RemoteStorage) {
  const source = { version: 1 as unknown, asked: 0, error: undefined as Error | undefined };
  const version = () => {
    source.asked++;
    if (source.error) throw source.error;
    return source.version as number;
  };
  const all = setUp({ version, ...options }, storage);
  const load = async (at: number, value: string) => {
    await settle();
    all.loads[at]!.resolve(value);
  };
  return { ...all, source, load };
}

describe('a result with a version', () => {
  it('holds while the version stays the same', async () => {
    const { cached, load, loads } = setUpVersioned();
    const first = cached('ada');
    await load(0, 'one');
    expect([await first, await cached('ada')]).toEqual(['one', 'one']);
    expect(loads).toHaveLength(1);
    expect((await cached.peek('ada'))?.version).toBe('1');
  });

  it('does not once it changes, and a version that changes back finds nothing stale', async () => {
    const { cached, load, source } = setUpVersioned();
    const first = cached('ada');
    await load(0, 'one');
    await first;
    source.version = 2;
    const second = cached('ada');
    await load(1, 'two');
    expect(await second).toBe('two');
    source.version = 1;
    const third = cached('ada');
    await load(2, 'one again');
    expect(await third).toBe('one again');
  });

  it('is stored with the version that was read before the load', async () => {
    const { cached, load, source } = setUpVersioned();
    const first = cached('ada');
    await settle();
    source.version = 2; // changes during the load
    await load(0, 'one');
    await first;
    const second = cached('ada');
    await load(1, 'two');
    expect(await second).toBe('two');
  });

  it('is not shared with a call that asks for another version', async () => {
    const { cached, loads, source } = setUpVersioned();
    const first = cached('ada');
    await settle();
    source.version = 2;
    const second = cached('ada');
    await settle();
    loads[1]!.resolve('two');
    loads[0]!.resolve('one');
    expect([await first, await second, await cached('ada')]).toEqual(['one', 'two', 'two']);
  });

  it.each([
    [undefined, null],
    [new Date(5), new Date(5)],
    [7n, 7],
  ])('takes %p and %p for the same', async (before, after) => {
    const { cached, load, loads, source } = setUpVersioned();
    source.version = before;
    const first = cached('ada');
    await load(0, 'value');
    await first;
    source.version = after;
    expect(await cached('ada')).toBe('value');
    expect(loads).toHaveLength(1);
  });

  it('may come from a refresh or be primed', async () => {
    const { cached, load, loads, source } = setUpVersioned();
    const refreshed = cached.refresh('ada');
    await load(0, 'one');
    await refreshed;
    expect(await cached('ada')).toBe('one');
    source.version = 2;
    await cached.prime(['ada'], 'two');
    expect(await cached('ada')).toBe('two');
    expect(loads).toHaveLength(1);
  });

  it('is checked on an asynchronous storage, too', async () => {
    const storage = new RemoteStorage(false);
    storage.isHolding = false;
    const { cached, load, loads, source } = setUpVersioned({}, storage);
    const first = cached('ada');
    await load(0, 'one');
    await first;
    expect(await cached('ada')).toBe('one');
    source.version = 2;
    const second = cached('ada');
    await load(1, 'two');
    expect([await second, loads.length]).toEqual(['two', 2]);
  });

  it('has no version function that is none', () => {
    expect(() => setUp({ version: 1 as never })).toThrow(ConfigurationError);
    expect(() => setUp({ onVersionError: 'ignore' as never })).toThrow(ConfigurationError);
  });
});

describe('a version function that fails', () => {
  async function failing(onVersionError: 'throw' | 'load' | 'serve') {
    const all = setUpVersioned({ onVersionError });
    const first = all.cached('ada');
    await all.load(0, 'one');
    await first;
    all.source.error = new Error('no version');
    return all;
  }

  it('fails the call by default', async () => {
    const { cached, source } = await failing('throw');
    await expect(cached('ada')).rejects.toBe(source.error);
    expect(cached.statistics().refusals).toBe(1);
  });

  it('makes the call load without storing', async () => {
    const { cached, load } = await failing('load');
    const second = cached('ada');
    await load(1, 'loaded');
    expect([await second, (await cached.peek('ada'))?.value]).toEqual(['loaded', 'one']);
  });

  it('makes the call have what is there', async () => {
    const { cached, load } = await failing('serve');
    expect(await cached('ada')).toBe('one');
    const other = cached('bob');
    await load(1, 'loaded');
    expect([await other, await cached.peek('bob')]).toEqual(['loaded', undefined]);
  });
});

describe('a session', () => {
  it('asks for the version once per arguments, and sees one even if it changes meanwhile', async () => {
    const { cached, load, loads, source } = setUpVersioned();
    const session = new CacheSession();
    await session.run(async () => {
      const first = cached('ada');
      await load(0, 'one');
      await first;
      source.version = 2;
      expect(await cached('ada')).toBe('one');
    });
    expect([source.asked, loads.length]).toEqual([1, 1]);
    const outside = cached('ada');
    await load(1, 'two');
    expect(await outside).toBe('two');
  });

  it('keeps interleaved requests apart', async () => {
    const { cached, load, source } = setUpVersioned();
    const early = new CacheSession();
    const late = new CacheSession();
    const first = early.run(() => cached('ada'));
    await load(0, 'one');
    await first;
    source.version = 2;
    const second = late.run(() => cached('ada'));
    await load(1, 'two');
    expect(await second).toBe('two');
    const third = early.run(() => cached('ada')); // still of version 1
    await load(2, 'one again');
    expect(await third).toBe('one again');
    expect([source.asked, CacheSession.current()]).toEqual([2, undefined]);
  });

  it('can be that of an object, or be passed by hand', async () => {
    const { cached, load, source } = setUpVersioned();
    const request = {};
    expect(CacheSession.of(request)).toBe(CacheSession.of(request));
    const first = cached.with({ session: CacheSession.of(request) })('ada');
    await load(0, 'one');
    await first;
    source.version = 2;
    expect(await cached.with({ session: CacheSession.of(request) })('ada')).toBe('one');
    expect(source.asked).toBe(1);
  });

  it('asks again for a version that failed', async () => {
    const { cached, load, source } = setUpVersioned();
    const session = new CacheSession();
    source.error = new Error('no version');
    await expect(cached.with({ session })('ada')).rejects.toBe(source.error);
    source.error = undefined;
    const second = cached.with({ session })('ada');
    await load(0, 'one');
    expect(await second).toBe('one');
  });
});
