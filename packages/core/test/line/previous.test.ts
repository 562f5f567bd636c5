import { describe, expect, it } from '@jest/globals';
import { type CacheOptions, createMemoizer, type LoadContext, standardConfiguration } from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { RemoteStorage } from '../support/remote-storage.js';

/** A source whose document has a number as its tag, and a loader that asks it only whether that has changed. */
function conditional(options: CacheOptions = {}, storage: MapStorage | RemoteStorage = new MapStorage()) {
  const clock = new ManualClock();
  if (storage instanceof RemoteStorage) storage.isHolding = false;
  const source = { tag: 1 };
  const asked: (number | undefined)[] = [];
  const { memoizeWithContext } = createMemoizer({ ...standardConfiguration(storage), clock });
  const cached = memoizeWithContext(
    async (context: LoadContext, _id: string) => {
      const before = context.previous<{ tag: number }>()?.value.tag;
      asked.push(before);
      return before === source.tag ? context.notModified() : { tag: source.tag };
    },
    { namespace: 'documents', ...options },
  );
  return { cached, clock, source, asked };
}

describe.each([
  ['a storage that answers at once', () => new MapStorage()],
  ['an asynchronous storage', () => new RemoteStorage()],
])('the entry being replaced, on %s', (_name, storage) => {
  it('is told to the loader by a refresh, which keeps a value that still holds for another lifetime', async () => {
    const { cached, clock, asked } = conditional({}, storage());
    const first = await cached('ada');
    await clock.advance('1m');

    expect(await cached.refresh('ada')).toEqual(first);
    expect(asked).toEqual([undefined, 1]);
    expect((await cached.peek('ada'))?.createdAt).toBe(60_000);
  });

  it('is not told to a refresh after an invalidation', async () => {
    const { cached, asked } = conditional({ keepStaleFor: '1h' }, storage());
    await cached('ada');
    await cached.invalidate('ada');
    await cached.refresh('ada');

    expect(asked).toEqual([undefined, undefined]);
  });

  it('is not told once it is past being kept', async () => {
    const { cached, clock, asked } = conditional({ expireAfter: '1m' }, storage());
    await cached('ada');
    await clock.advance('1m');
    await cached.refresh('ada');

    expect(asked).toEqual([undefined, undefined]);
  });

  it('is never what a refresh that fails answers with', async () => {
    const { cached, source } = conditional({ keepStaleFor: '1h' }, storage());
    await cached('ada');
    Object.defineProperty(source, 'tag', {
      get() {
        throw new Error('down');
      },
    });

    await expect(cached.refresh('ada')).rejects.toThrow('down');
  });
});

it('a loader that gets no context costs a refresh no read of an asynchronous storage', async () => {
  const storage = new RemoteStorage();
  const { memoize } = createMemoizer({ ...standardConfiguration(storage), clock: new ManualClock() });
  const cached = memoize(async (id: string) => id, { namespace: 'documents' });
  storage.isHolding = false;
  await cached('ada');
  storage.isHolding = true;
  const refreshed = cached.refresh('ada');
  await settle();
  const { name } = storage.commands[0]!;
  storage.answer(name);
  await refreshed;

  expect(name).toBe('offer');
});
