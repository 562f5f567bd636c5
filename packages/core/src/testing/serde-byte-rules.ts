import assert from 'node:assert/strict';
import { types } from 'node:util';
import type { Serde } from '../storage/serde.js';
import type { Runner } from './runner.js';
import { expectEqual, expectRefused, expectRefusedIfAtAll, isSerialized } from './serde-expectations.js';

/** Declares what holds of the bytes, whatever value they carry. */
export function declareByteRules(it: Runner['it'], create: () => Serde): void {
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

function deeplyFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deeplyFrozen(part);
  return Object.freeze(value);
}
