import assert from 'node:assert/strict';
import { types } from 'node:util';
import { SerdeError } from '../errors.js';
import type { Serde } from '../storage/serde.js';
import { differenceBetween } from './difference.js';
import type { Runner } from './runner.js';
import {
  FAITHFUL_SAMPLES,
  OPTIONAL_SAMPLES,
  PLAIN_SAMPLES,
  type Sample,
  UNCARRIABLE_SAMPLES,
} from './serde-samples.js';

export interface SerdeConformanceOptions {
  /**
   * Whether it must carry dates, maps, sets, errors, typed arrays and the like. Otherwise it may refuse them.
   *
   * @default false
   */
  readonly faithful?: boolean | undefined;
}

/**
 * Declares the tests that every serde must pass: a hit is what a miss was, or there is no hit. What a serde cannot carry
 * it refuses with a `SerdeError`; it never carries it as something else.
 */
export function serdeConformance(
  runner: Runner,
  name: string,
  create: () => Serde,
  options: SerdeConformanceOptions = {},
): void {
  const { describe, it } = runner;
  describe(name, () => {
    describe('carries', () => {
      for (const sample of [...PLAIN_SAMPLES, ...(options.faithful ? FAITHFUL_SAMPLES : [])]) {
        it(sample.what, () => expectCarried(create(), sample));
      }
    });
    describe('carries as it is, or refuses,', () => {
      for (const sample of [...(options.faithful ? [] : FAITHFUL_SAMPLES), ...OPTIONAL_SAMPLES]) {
        it(sample.what, () => {
          const serde = create();
          if (isSerialized(serde, sample)) expectCarried(serde, sample);
        });
      }
    });
    describe('refuses', () => {
      for (const { what, make } of UNCARRIABLE_SAMPLES) {
        it(what, () => {
          for (const value of [make(), { list: [1, make()] }]) expectRefused(() => create().serialize(value));
        });
      }
    });
    describe('bytes', () => declareByteRules(it, create));
  });
}

function declareByteRules(it: Runner['it'], create: () => Serde): void {
  it('have an id in front of them that is the same for every instance', () => {
    const { id } = create();
    assert.equal(typeof id, 'string');
    assert.notEqual(id, '');
    assert.equal(create().id, id);
  });
  it('are bytes', () => {
    assert.ok(types.isUint8Array(create().serialize({ a: 1 })));
  });
  it('are read by another instance', () => {
    expectEqual(create().deserialize(create().serialize(sample())), sample());
  });
  it('leave the value as it was', () => {
    const value = deeplyFrozen(sample());
    create().serialize(value);
    expectEqual(value, sample());
  });
  it('do not change with the value afterwards', () => {
    const serde = create();
    const value = sample();
    const bytes = serde.serialize(value);
    value.list.fill(0);
    expectEqual(serde.deserialize(bytes), sample());
  });
  it('do not change by the next value', () => {
    const serde = create();
    const bytes = serde.serialize(sample());
    serde.serialize({ list: [7, 7, 7], name: 'bob', more: 'x'.repeat(100) });
    expectEqual(serde.deserialize(bytes), sample());
  });
  it('are read without being changed, into a new value each time', () => {
    const serde = create();
    const bytes = serde.serialize(sample());
    const before = Uint8Array.from(bytes);
    const value = serde.deserialize(bytes) as Example;
    value.list.fill(0);
    expectEqual(serde.deserialize(bytes), sample());
    expectEqual(Uint8Array.from(bytes), before);
  });
  it('are not needed any more once they are read', () => {
    const serde = create();
    for (const make of [sample, () => Uint8Array.of(1, 2, 3)]) {
      if (!isSerialized(serde, { what: '', make })) continue;
      const bytes = Uint8Array.from(serde.serialize(make()));
      const value = serde.deserialize(bytes);
      bytes.fill(0);
      expectEqual(value, make());
    }
  });
  it('are read wherever they lie in a larger buffer', () => {
    const serde = create();
    const bytes = serde.serialize(sample());
    for (const offset of [1, 3, 8]) {
      const larger = new Uint8Array(bytes.length + 20).fill(0x5b);
      larger.set(bytes, offset);
      expectEqual(serde.deserialize(larger.subarray(offset, offset + bytes.length)), sample());
    }
  });
  it('that are foreign are refused', () => {
    for (const foreign of [[], [0xc3, 0x28, 0xff, 0, 1], [...'{"a":'].map((char) => char.charCodeAt(0))]) {
      expectRefused(() => create().deserialize(Uint8Array.from(foreign)));
    }
  });
  it('that are cut or turned are refused, if they do not mean something else', () => {
    const serde = create();
    const bytes = serde.serialize({ ...sample(), text: 'x'.repeat(30) });
    for (let at = 0; at < bytes.length; at++) {
      const turned = Uint8Array.from(bytes);
      turned[at]! ^= 0x15;
      for (const harmed of [bytes.slice(0, at), turned]) expectRefusedIfAtAll(() => serde.deserialize(harmed));
    }
  });
  it('do not reach the prototype of anything', () => {
    const serde = create();
    serde.deserialize(
      serde.serialize(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')),
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
}

interface Example {
  readonly name: string;
  readonly list: number[];
}

function sample(): Example {
  return { name: 'ada', list: [1, 2, 3] };
}

function expectCarried(serde: Serde, { make }: Sample): void {
  expectEqual(serde.deserialize(serde.serialize(make())), make());
}

function expectEqual(actual: unknown, expected: unknown): void {
  const difference = differenceBetween(actual, expected);
  assert.equal(difference, undefined, difference);
}

function isSerialized(serde: Serde, { make }: Sample): boolean {
  try {
    serde.serialize(make());
    return true;
  } catch (error) {
    mustBeRefusal(error);
    return false;
  }
}

function expectRefused(attempt: () => unknown): void {
  let value: unknown;
  try {
    value = attempt();
  } catch (error) {
    mustBeRefusal(error);
    return;
  }
  assert.fail(`expected a SerdeError, got ${typeof value}`);
}

function expectRefusedIfAtAll(attempt: () => unknown): void {
  try {
    attempt();
  } catch (error) {
    mustBeRefusal(error);
  }
}

function mustBeRefusal(error: unknown): void {
  assert.ok(error instanceof SerdeError, `expected a SerdeError, got ${error}`);
  assert.ok(error.path.startsWith('$'), `its path, ${error.path}, does not begin with $`);
}

function deeplyFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deeplyFrozen(part);
  return Object.freeze(value);
}
