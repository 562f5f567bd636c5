import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { byteSizeOf } from '../src/byte-size-of.js';

describe('the size of a value in bytes', () => {
  it('counts the characters of a text, two bytes each beyond ASCII', () => {
    expect(byteSizeOf('x'.repeat(1_000)) - byteSizeOf('')).toBe(1_000);
    expect(byteSizeOf('漢'.repeat(1_000)) - byteSizeOf('')).toBe(2_000);
  });

  it.each([
    ['a Buffer', Buffer.alloc(1_000)],
    ['an array of bytes', new Uint8Array(1_000)],
    ['a view', new DataView(new ArrayBuffer(5_000), 0, 1_000)],
    ['an ArrayBuffer', new ArrayBuffer(1_000)],
    ['a SharedArrayBuffer', new SharedArrayBuffer(1_000)],
    ['a Buffer in a record', { body: Buffer.alloc(1_000) }],
    ['a view in a Map', new Map([['body', new Float64Array(125)]])],
    ['a SharedArrayBuffer in an array', [new SharedArrayBuffer(1_000)]],
    ['a Buffer beside a function', { body: Buffer.alloc(1_000), close: () => 1 }],
    ['an ArrayBuffer beside a function', { close: () => 1, body: new ArrayBuffer(1_000) }],
  ])('counts the bytes of %s, as they are', (_name, bytes) => {
    expect(byteSizeOf(bytes)).toBeGreaterThanOrEqual(1_000);
    expect(byteSizeOf(bytes)).toBeLessThan(1_300);
  });

  it.each([
    ['an object', { text: 'x'.repeat(1_000) }],
    ['an array', ['x'.repeat(1_000)]],
    ['the keys of a Map', new Map([['x'.repeat(1_000), 1]])],
    ['the values of a Map', new Map([[1, { text: 'x'.repeat(1_000) }]])],
    ['a Set', new Set(['x'.repeat(1_000)])],
    ['an error', new Error('x'.repeat(1_000))],
    ['a bigint', 2n ** 8_000n],
    [
      'a class instance',
      new (class {
        text = 'x'.repeat(1_000);
      })(),
    ],
    ['another realm', runInNewContext(`new Map([[1, 'x'.repeat(1_000)]])`)],
    ['what is beside a function', { close: () => 1, text: 'x'.repeat(1_000) }],
    ['what is before a function', { text: 'x'.repeat(1_000), close: () => 1 }],
    ['what is beside a symbol', [Symbol('s'), 'x'.repeat(1_000)]],
    ['the keys of a Map of functions', new Map([['x'.repeat(1_000), () => 1]])],
    ['a Set beside a promise', [Promise.resolve(1), new Set(['x'.repeat(1_000)])]],
    ['an error beside a function', [() => 1, new Error('x'.repeat(1_000))]],
    ['the cause of an error beside a function', [() => 1, new Error('e', { cause: 'x'.repeat(1_000) })]],
    ['a proxy', new Proxy({ text: 'x'.repeat(1_000) }, {})],
  ])('looks into %s', (_name, value) => {
    expect(byteSizeOf(value)).toBeGreaterThan(1_000);
    // An error names its message in its stack again.
    expect(byteSizeOf(value)).toBeLessThan(7_000);
  });

  it.each([
    ['where V8 writes it', () => ({})],
    ['where V8 refuses it', () => ({ close: () => 1 })],
  ])('counts each object once, however often it is referred to, %s', (_name, make) => {
    const shared = { ...make(), text: 'x'.repeat(1_000) };
    const circle = { shared, again: [shared, shared], self: {} };
    circle.self = circle;

    expect(byteSizeOf(circle)).toBeLessThan(byteSizeOf(shared) + 500);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a number', 1.5],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a bigint', 2n ** 100n],
    ['a promise', Promise.resolve(1)],
    ['a WeakMap', new WeakMap()],
    ['a date', new Date(0)],
    ['a regular expression', /x/],
    ['an object without a prototype', Object.create(null)],
    ['a web address', new URL('http://localhost/')],
    ['a key of the operating system', createSecretKey(Buffer.alloc(32))],
    ['a blob', new Blob(['x'])],
    ['a revoked proxy', revoked()],
    ['a getter that throws', Object.defineProperty({}, 'x', { enumerable: true, get: () => fail() })],
  ])('answers something for %s', (_name, value) => {
    expect(byteSizeOf(value)).toBeGreaterThan(0);
    expect(byteSizeOf({ nested: [value] })).toBeLessThan(1_000);
  });

  it('measures what is nested deeper than the stack allows to recurse', () => {
    let deep: object = {};
    for (let level = 0; level < 200_000; level++) deep = { deep };

    expect(byteSizeOf(deep)).toBeGreaterThan(200_000 * 16);
  });

  it('looks no further into what V8 refuses once the ceiling is exceeded', () => {
    let looked = 0;
    const links = Array.from({ length: 10_000 }, () =>
      Object.defineProperty({}, 'text', { enumerable: true, get: () => `${looked++}`.padEnd(1_000) }),
    );

    expect(byteSizeOf([() => 1, ...links], 10_000)).toBeGreaterThan(10_000);
    expect(looked).toBeLessThan(20);
  });

  it.each<[string, number, (i: number) => unknown]>([
    ['small records', 0.9, (i) => ({ id: i, name: `user ${i}`, admin: false })],
    [
      'nested records',
      0.5,
      (i) => ({ id: i, tags: ['a', `b${i}`], at: new Date(i), place: { zip: `${i}`, x: i / 7, y: 1.5 } }),
    ],
    ['arrays of fractions', 2.1, (i) => Array.from({ length: 100 }, (_, j) => i + j + 0.5)],
    ['Maps of records', 1, (i) => new Map(Array.from({ length: 20 }, (_, j) => [`k${i * j}`, { v: j }]))],
    ['Sets of texts', 1, (i) => new Set(Array.from({ length: 100 }, (_, j) => `text ${i * j}`))],
    ['records with a function', 0.9, (i) => ({ id: i, text: `${i}`.padEnd(200), close: () => i })],
  ])('of %s is about %s times the heap they take', async (_name, times, make) => {
    const each = byteSizeOf(make(123));
    // Enough that what the thread needs for itself does not show.
    const count = Math.ceil(10_000_000 / each);

    const heap = await heapOf(count, make);

    expect((count * each) / heap).toBeGreaterThan(0.75 * times);
    expect((count * each) / heap).toBeLessThan(1.25 * times);
  });
});

function fail(): never {
  throw new TypeError('unreadable');
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** How much the heap of a thread of its own grows by what is made there. */
async function heapOf(count: number, make: (i: number) => unknown): Promise<number> {
  const measure = `
    const collect = () => (require('node:v8').setFlagsFromString('--expose-gc'), require('node:vm').runInNewContext('gc')());
    const used = () => (collect(), require('node:v8').getHeapStatistics().used_heap_size);
    const make = ${make};
    const kept = Array.from({ length: ${count} });
    for (let i = 0; i < 100; i++) make(i);
    const before = used();
    for (let i = 0; i < ${count}; i++) kept[i] = make(i + 100);
    require('node:worker_threads').parentPort.postMessage(used() - before + 0 * kept.length);`;
  const [bytes] = await once(new Worker(measure, { eval: true }), 'message');
  return bytes;
}
