import { Buffer } from 'node:buffer';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { StorageError } from '@memoir/core';
import { entryOf, freshPrefix, type Process } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';
import { testSerde } from './support/test-serde.js';

const at = new ServerForTests();
let prefix: string;
let ours: Process;
const nameOf = (key: string) => `${prefix}:users:{${key}}`;

beforeEach(() => {
  prefix = freshPrefix();
  ours = at.processes.open({ prefix });
});

async function store(process: Process, key: string, value: string): Promise<void> {
  expect(await process.keyspace.offer(key, entryOf(value), await process.load(key))).toBe('stored');
}

const SPOILERS: Readonly<Record<string, () => Promise<unknown>>> = {
  'text of somebody else': () => at.redis.set(nameOf('ada'), 'somebody else’s'),
  'an empty text': () => at.redis.set(nameOf('ada'), ''),
  'a value of another version': async () => {
    const bytes = (await at.redis.getBuffer(nameOf('ada')))!;
    bytes[2] = 2;
    await at.redis.set(nameOf('ada'), bytes);
  },
  'a value with a byte changed': async () => at.redis.setrange(nameOf('ada'), 100, '\u0001'),
  'a value cut off': async () => {
    const bytes = (await at.redis.getBuffer(nameOf('ada')))!;
    await at.redis.set(nameOf('ada'), bytes.subarray(0, bytes.length - 3));
  },
  'nothing but the head of a value': async () => {
    const bytes = (await at.redis.getBuffer(nameOf('ada')))!;
    await at.redis.set(nameOf('ada'), bytes.subarray(0, 16));
  },
  'the value of another key': async () => {
    await store(ours, 'bob', 'Bob');
    await at.redis.rename(nameOf('bob'), nameOf('ada'));
  },
  'the value of another serde': async () => {
    const other = at.processes.open({ prefix, serde: { ...testSerde, id: 'other' } });
    await ours.keyspace.invalidate('ada');
    await store(other, 'ada', 'theirs');
  },
  'a value whose payload the serde cannot read': async () => {
    const broken = { ...testSerde, serialize: () => Buffer.from('no such bytes') };
    await ours.keyspace.invalidate('ada');
    await store(at.processes.open({ prefix, serde: broken }), 'ada', 'theirs');
  },
};

describe('what memoir cannot read under its key', () => {
  it.each(Object.keys(SPOILERS))('is a miss and is reported: %s', async (what) => {
    await store(ours, 'ada', 'Ada');
    await SPOILERS[what]!();

    expect(await ours.keyspace.get('ada')).toBeUndefined();
    expect(ours.reports).toHaveLength(1);
    expect(ours.reports[0]).toBeInstanceOf(StorageError);
    expect(ours.reports[0]).toMatchObject({ code: 'ERR_MEMOIR_STORAGE', key: 'ada' });
  });

  it.each(Object.keys(SPOILERS))('is replaced by the next load, one at a time: %s', async (what) => {
    await store(ours, 'ada', 'Ada');
    await SPOILERS[what]!();
    const permit = await ours.load('ada');
    expect((await at.processes.open({ prefix }).keyspace.acquire('ada')).kind).toBe('held');

    expect(await ours.keyspace.offer('ada', entryOf('Ada again'), permit)).toBe('stored');
    expect(await ours.value('ada')).toBe('Ada again');
  });

  it.each(Object.keys(SPOILERS))('is reported once for a miss, read and load together: %s', async (what) => {
    await store(ours, 'ada', 'Ada');
    await SPOILERS[what]!();
    await ours.keyspace.get('ada');
    await ours.load('ada');
    expect(ours.reports).toHaveLength(1);

    const other = at.processes.open({ prefix });
    await SPOILERS['text of somebody else']!();
    await other.load('ada');
    expect(other.reports).toHaveLength(1);
  });

  it('is replaced also where it is no text at all', async () => {
    await at.redis.rpush(nameOf('ada'), 'a', 'list');

    expect(await ours.keyspace.get('ada')).toBeUndefined();
    await ours.keyspace.expire('ada');
    await store(ours, 'ada', 'Ada');
    expect(ours.reports).toHaveLength(1);
    expect(await ours.value('ada')).toBe('Ada');
  });

  it.each(['turn', 'value'])(
    'does no harm where a list stands in place of the %s while somebody loads',
    async (which) => {
      await store(ours, 'ada', 'Ada');
      const permit = await ours.load('ada', { standing: await ours.keyspace.get('ada') });
      const name = which === 'turn' ? `${nameOf('ada')}:turn` : nameOf('ada');
      await at.redis.del(name);
      await at.redis.rpush(name, 'a list');

      expect(await ours.keyspace.extend('ada', permit)).toBe(which === 'turn');
      expect(await ours.keyspace.offer('ada', entryOf('new'), permit)).toBe(which === 'turn' ? 'stored' : 'refused');
      await ours.keyspace.abandon('ada', permit);
    },
  );

  it('is deleted by an invalidation', async () => {
    await at.redis.rpush(nameOf('ada'), 'a', 'list');
    await ours.keyspace.invalidate('ada');

    expect(await at.redis.exists(nameOf('ada'))).toBe(0);
  });

  it('makes a value that is larger than the limit a miss', async () => {
    await store(ours, 'ada', 'x'.repeat(5_000));
    const careful = at.processes.open({ prefix, maxValueSize: '4K' });

    expect(await careful.value('ada')).toBeUndefined();
    expect(careful.reports[0]!.message).toMatch(/limit of 4096/);
    await store(careful, 'ada', 'small');
    expect(await ours.value('ada')).toBe('small');
  });
});

describe('a tombstone', () => {
  it('lets loads through and nothing in', async () => {
    const permit = await ours.load('ada');
    const tombstone = Buffer.concat([Buffer.from([0xf5, 0x6d, 1]), Buffer.from('T'), Buffer.alloc(12, 1)]);
    await at.redis.set(nameOf('ada'), tombstone);

    expect(await ours.keyspace.get('ada')).toBeUndefined();
    expect(await ours.keyspace.acquire('ada')).toEqual({ kind: 'quarantined' });
    expect(await ours.keyspace.acquire('ada', { supersede: true })).toEqual({ kind: 'quarantined' });
    expect(await ours.keyspace.offer('ada', entryOf('old'), permit)).toBe('refused');
    await ours.keyspace.expire('ada');
    await ours.keyspace.invalidate('ada'); // whose write it is not must not end it
    expect(await at.redis.getBuffer(nameOf('ada'))).toEqual(tombstone);
    expect(ours.reports).toEqual([]);
    await at.redis.del(nameOf('ada'));
    await store(ours, 'ada', 'Ada');
  });
});

describe('a value that cannot be stored', () => {
  it('because the serde cannot carry it is reported, and the lease is given back', async () => {
    const any = at.processes.open<unknown>({ prefix });
    const permit = await any.load('ada');

    expect(
      await any.keyspace.offer(
        'ada',
        entryOf<unknown>(() => 'a function'),
        permit,
      ),
    ).toBe('not-stored');
    expect(any.reports).toHaveLength(1);
    expect(any.reports[0]).toMatchObject({ key: 'ada', cause: { code: 'ERR_MEMOIR_SERDE', path: '$' } });
    expect((await ours.keyspace.acquire('ada')).kind).toBe('acquired');
  });

  it('because it is too large is reported, and so is a void permit', async () => {
    const small = at.processes.open({ prefix, maxValueSize: 1_000 });
    const permit = await small.load('ada');
    expect(await small.keyspace.offer('ada', entryOf('x'.repeat(1_000)), permit)).toBe('not-stored');
    expect(small.reports[0]!.message).toMatch(/limit of 1000/);

    const next = await small.load('ada');
    await ours.keyspace.invalidate('ada');
    expect(await small.keyspace.offer('ada', entryOf('x'.repeat(1_000)), next)).toBe('refused');
    const last = await small.load('ada');
    await ours.keyspace.clear();
    expect(await small.keyspace.offer('ada', entryOf('x'.repeat(1_000)), last)).toBe('refused');
  });

  it('over a standing one leaves that', async () => {
    const small = at.processes.open({ prefix, maxValueSize: 1_000 });
    await store(small, 'ada', 'v1');
    const permit = await small.load('ada', { standing: await small.keyspace.get('ada') });

    expect(await small.keyspace.offer('ada', entryOf('x'.repeat(1_000)), permit)).toBe('not-stored');
    expect(await ours.value('ada')).toBe('v1');
  });
});

describe('the size of a value', () => {
  it('can be nothing, or 50 MB', async () => {
    const bytes = at.processes.open<Uint8Array>({ prefix });
    for (const size of [0, 50 * 1024 * 1024]) {
      const permit = await bytes.load('ada', { supersede: true });
      expect(await bytes.keyspace.offer('ada', entryOf<Uint8Array>(new Uint8Array(size).fill(7)), permit)).toBe(
        'stored',
      );
      const read = (await bytes.keyspace.get('ada'))!.value;
      expect([read.length, read.at(-1)]).toEqual([size, size === 0 ? undefined : 7]);
    }
  });
});
