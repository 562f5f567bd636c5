import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { EpochMilliseconds, Milliseconds, RemovalReason } from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';
import fc from 'fast-check';
import { BoundedMap } from '../../src/bounded-map/bounded-map.js';
import { ValueTooLargeError } from '../../src/bounded-map/value-too-large-error.js';
import { PlainModel, type Sized } from './plain-model.js';

const SEQUENCES = 10_000;
/** Printed in the name of the test; the same number in the environment runs the same sequences again. */
const { BOUNDED_MAP_SEED = Date.now() % 2 ** 31 } = process.env;
const SEED = Number(BOUNDED_MAP_SEED);

/** A bounded map behind the words of the model. */
class Subject {
  readonly #clock = new ManualClock();
  readonly left: PlainModel['left'] = [];
  readonly expired: number[] = [];
  #map = new BoundedMap<string, Sized>({ ...this.#parts(), sweepEvery: 'never' });

  #parts() {
    const onDelete = (key: string, { id }: Sized, reason: RemovalReason) =>
      void (reason === 'expired' ? this.expired.push(id) : this.left.push([key, id, reason]));
    return { clock: this.#clock, onDelete, sizeOf: ({ size }: Sized) => size };
  }

  #unlessTooLarge<R>(write: () => R): R | 'too large' {
    try {
      return write();
    } catch (error) {
      if (error instanceof ValueTooLargeError) return 'too large';
      throw error;
    }
  }

  wait = (milliseconds: Milliseconds) => this.#clock.setWallClock(this.#clock.now() + milliseconds);
  get = (key: string) => this.#map.get(key);
  peek = (key: string) => this.#map.peek(key);
  has = (key: string) => this.#map.has(key);
  set = (key: string, value: Sized, timeToLive?: Milliseconds) =>
    this.#unlessTooLarge(() => void this.#map.set(key, value, { timeToLive }));
  getOrInsert = (key: string, value: Sized) => this.#unlessTooLarge(() => this.#map.getOrInsert(key, value));
  delete = (key: string) => this.#map.delete(key);
  take = (key: string) => this.#map.take(key);
  deleteOldest = () => this.#map.deleteOldest();
  deleteNewest = () => this.#map.deleteNewest();
  touch = (key: string, to: 'newest' | 'oldest') => this.#map.touch(key, to);
  remaining = (key: string) => this.#map.remaining(key);
  expireAt = (key: string, at: EpochMilliseconds) => this.#map.expireAt(key, at);
  setTimeToLive = (key: string, span: Milliseconds) => this.#map.setTimeToLive(key, span);
  setMaxEntries = (maxEntries: number | undefined) => this.#map.setMaxEntries(maxEntries);
  setMaxBytes = (maxBytes: number | undefined) => this.#map.setMaxBytes(maxBytes);
  clear = () => this.#map.clear();
  sweep = () => void this.#map.sweep();
  entries = () => [...this.#map];
  restore = () => {
    this.#map = BoundedMap.from(JSON.parse(JSON.stringify(this.#map)), this.#parts());
  };
  set timeToLive(span: Milliseconds) {
    this.#map.defaultTimeToLive = span;
  }
  get size() {
    return this.#map.size;
  }
  get byteSize() {
    return this.#map.byteSize;
  }
}

/** One thing asked of both, which must have the same answer and leave the same behind. */
class Question implements fc.Command<PlainModel, Subject> {
  static #ids = 0;
  readonly #words: readonly unknown[];
  readonly #ask: (one: Subject | PlainModel, value: Sized) => unknown;
  readonly #size: number;

  constructor(words: readonly unknown[], ask: (one: Subject | PlainModel, value: Sized) => unknown, size = 0) {
    this.#words = words;
    this.#ask = ask;
    this.#size = size;
  }

  check() {
    return true;
  }

  run(model: PlainModel, subject: Subject) {
    const value = { id: Question.#ids++, size: this.#size };
    same(this.#ask(subject, value), this.#ask(model, value));
    same(subject.entries(), model.entries());
    same(subject.left, model.left);
  }

  toString() {
    return this.#words.join(' ');
  }
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const size = fc.integer({ min: 0, max: 12 });
const span = fc.integer({ min: 1, max: 20 });
const bound = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: undefined });

const write = fc
  .tuple(key, size, fc.option(span, { nil: undefined }))
  .map(([key, size, span]) => new Question(['set', key, size, span], (one, value) => one.set(key, value, span), size));

const questions = [
  write,
  write,
  write,
  fc
    .tuple(key, size)
    .map(([key, size]) => new Question(['getOrInsert', key, size], (one, value) => one.getOrInsert(key, value), size)),
  fc
    .tuple(fc.constantFrom('get', 'peek', 'has', 'delete', 'take', 'remaining'), key)
    .map(([what, key]) => new Question([what, key], (one) => one[what](key))),
  fc
    .tuple(key, fc.constantFrom('newest', 'oldest'))
    .map(([key, to]) => new Question(['touch', key, to], (one) => one.touch(key, to))),
  fc
    .constantFrom('deleteOldest', 'deleteNewest', 'clear', 'sweep', 'restore')
    .map((what) => new Question([what], (one) => one[what]())),
  fc.constantFrom('size', 'byteSize').map((what) => new Question([what], (one) => one[what])),
  fc
    .tuple(key, fc.integer({ min: -5, max: 60 }))
    .map(([key, at]) => new Question(['expireAt', key, at], (one) => one.expireAt(key, at))),
  fc
    .tuple(key, span)
    .map(([key, span]) => new Question(['setTimeToLive', key, span], (one) => one.setTimeToLive(key, span))),
  span.map((span) => new Question(['wait', span], (one) => one.wait(span))),
  span.map(
    (span) =>
      new Question(['timeToLive', span], (one) => {
        one.timeToLive = span;
      }),
  ),
  bound(4).map((bound) => new Question(['setMaxEntries', bound], (one) => one.setMaxEntries(bound))),
  bound(25).map((bound) => new Question(['setMaxBytes', bound], (one) => one.setMaxBytes(bound))),
];

function same(answer: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(answer, expected)) expect(answer).toEqual(expected);
}

describe('a bounded map and a plain model', () => {
  it(`answer ${SEQUENCES} sequences of questions alike (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.commands(questions, { maxCommands: 40, size: 'large' }), (sequence) => {
        const model = new PlainModel();
        const subject = new Subject();
        fc.modelRun(() => ({ model, real: subject }), sequence);

        // Whatever was written has left exactly once, is still there, or was never taken.
        subject.sweep();
        const seen = [
          ...subject.left.map(([, id]) => id),
          ...subject.expired,
          ...subject.entries().map(([, { id }]) => id),
        ];
        same(seen.sort(), [...new Set(seen)].sort());
        same(new Set(seen).size, model.written);
      }),
      { numRuns: SEQUENCES, seed: SEED },
    );
  });
});
