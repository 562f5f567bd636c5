import { SerdeError } from '../../src/errors.js';
import type { Serde } from '../../src/storage/serde.js';
import { FaithfulSerde } from './faithful-serde.js';

/** A serde with one defect, and the test that must find it. */
export interface SerdeMutant {
  readonly defect: string;
  readonly test: string;
  readonly create: () => Serde;
}

type Change = (value: any) => unknown;

export const SERDE_MUTANTS: readonly SerdeMutant[] = [
  // carries
  ...[null, true, false, 0, 1, -1.5, '', 'ada', undefined].map((lost) =>
    receiving(
      `answers otherwise for ${JSON.stringify(lost)}`,
      lost === '' ? 'the empty text' : String(lost),
      (value) => (value === lost ? { not: lost } : value),
    ),
  ),
  receiving('loses large numbers', '1e+21', (value) => (value === 1e21 ? 1 : value)),
  receiving('loses small numbers', '5e-324', (value) => (value === 5e-324 ? 0 : value)),
  receiving('keeps 32 bits of a number', '9007199254740991', (value) => (Number.isInteger(value) ? value | 0 : value)),
  receiving('answers null for NaN', 'NaN', (value) => (Number.isNaN(value) ? null : value)),
  receiving('writes text in UTF-8', 'text of any kind', (value) => (typeof value === 'string' ? utf8(value) : value)),
  receiving('truncates texts', 'a long text', (value) => (typeof value === 'string' ? value.slice(0, 65_535) : value)),
  receiving('takes empty objects for nothing', 'empty arrays and objects', (value) =>
    Array.isArray(value) ? value.filter((part) => Object.keys(part ?? 1).length > 0) : value,
  ),
  receiving('loses null in arrays', 'objects in arrays in objects', (value) =>
    value?.list?.[0]?.tags ? { ...value, list: [{ id: 1, tags: ['a'] }, value.list[1]] } : value,
  ),
  receiving('sorts properties', 'properties in their order', (value) =>
    value?.z ? Object.fromEntries(Object.entries(value).sort()) : value,
  ),
  receiving('takes $type for its own', 'properties with any name', (value) => {
    if (!value?.$type) return value;
    const { $type, ...rest } = value;
    return rest;
  }),
  receiving('drops __proto__', 'a property named __proto__', (value) => {
    if (!value || !Object.hasOwn(value, '__proto__')) return value;
    const { ['__proto__']: _dropped, ...rest } = value;
    return rest;
  }),
  receiving('cuts long arrays', 'a long array', (value) => (Array.isArray(value) ? value.slice(0, 4_096) : value)),
  giving('gives up at a depth of 100', 'what is nested 200 levels deep', (value) => {
    if (depthOf(value) > 100) throw new SerdeError('$', 'too deep');
    return value;
  }),
  // carries, if faithful
  giving('makes texts of dates', 'Date', (value) =>
    isDates(value) ? value.map((date: Date) => date.toISOString()) : value,
  ),
  giving('makes null of an invalid date', 'an invalid Date', (value) =>
    value instanceof Date && Number.isNaN(value.getTime()) ? null : value,
  ),
  giving('makes an object of a Map', 'Map', (value) => (value instanceof Map ? Object.fromEntries(value) : value)),
  giving('makes an array of a Set', 'Set', (value) => (value instanceof Set ? [...value] : value)),
  giving('makes numbers of bigints', 'bigint', (value) =>
    Array.isArray(value) && typeof value[0] === 'bigint'
      ? value.map((n) => (typeof n === 'bigint' ? Number(n) : n))
      : value,
  ),
  giving('drops undefined properties', 'undefined in arrays and properties', (value) =>
    value && 'a' in Object(value) && value.a === undefined ? { list: value.list } : value,
  ),
  giving('takes -0 for 0', 'numbers that JSON does not know', (value) =>
    Array.isArray(value) ? value.map((part) => (Object.is(part, -0) ? 0 : part)) : value,
  ),
  giving('drops the flags of a RegExp', 'RegExp', (value) =>
    Array.isArray(value) ? value.map((part) => (part instanceof RegExp ? new RegExp(part.source) : part)) : value,
  ),
  giving('makes a text of a URL', 'URL', (value) => (value?.home ? { home: String(value.home) } : value)),
  giving('makes a Uint8Array of a Buffer', 'Buffer', (value) =>
    Array.isArray(value) ? value.map((part) => (Buffer.isBuffer(part) ? Uint8Array.from(part) : part)) : value,
  ),
  giving('makes Uint8Array of all typed arrays', 'typed arrays', (value) =>
    Array.isArray(value) && value[0] instanceof Int8Array ? value.map((part) => Uint8Array.from(part)) : value,
  ),
  giving('makes arrays of bigint arrays', 'typed arrays of bigint', (value) =>
    Array.isArray(value) && value[0] instanceof BigInt64Array ? value.map((part) => Array.from(part)) : value,
  ),
  giving('carries the whole memory of a part', 'a part of a typed array', (value) =>
    value instanceof Uint8Array ? new Uint8Array(value.buffer) : value,
  ),
  giving('makes a Uint8Array of an ArrayBuffer', 'ArrayBuffer', (value) =>
    Object.prototype.toString.call(value) === '[object ArrayBuffer]' ? new Uint8Array(value) : value,
  ),
  giving('makes an Error of every error', 'Error', (value) =>
    Array.isArray(value) && value[1] instanceof TypeError ? value.map(({ message }) => new Error(message)) : value,
  ),
  giving('drops the cause', 'Error with a cause', (value) => (value?.cause ? new Error(value.message) : value)),
  giving('drops properties of errors', 'Error with properties', (value) =>
    value?.code ? new Error(value.message) : value,
  ),
  giving('does not look into Maps', 'all of them in each other', (value) =>
    value?.map ? { ...value, map: new Map() } : value,
  ),
  // carries as it is, or refuses
  giving('fills holes', 'arrays with holes', (value) => (Array.isArray(value) ? Array.from(value) : value)),
  giving('unboxes', 'boxed primitives', (value) =>
    Array.isArray(value) ? value.map((part) => part?.valueOf?.()) : value,
  ),
  giving('makes a plain object of an instance', 'an instance of a class', (value) =>
    value?.price ? { price: { ...value.price } } : value,
  ),
  giving('makes a Map of its subclass', 'a subclass of a built-in', (value) =>
    value?.[0] instanceof Map ? [new Map(value[0])] : value,
  ),
  giving('cuts a circle', 'a circular structure', (value) => (value?.self ? { self: [null] } : value)),
  giving('runs out of stack', 'what is nested 100,000 levels deep', (value) => {
    if (depthOf(value) > 1_000) throw new RangeError('Maximum call stack size exceeded');
    return value;
  }),
  // refuses
  giving('drops functions', 'a function', (value) => without(value, 'function')),
  giving('drops symbols', 'a symbol', (value) => without(value, 'symbol')),
  giving('makes an empty object of a promise', 'a promise', (value) => (value instanceof Promise ? {} : value)),
  giving('makes an empty object of a WeakMap', 'a WeakMap', (value) => (value instanceof WeakMap ? {} : value)),
  giving('does not say where', 'a function', (value) => {
    if (typeof value === 'function') throw new SerdeError('somewhere', 'a function');
    return value;
  }),
  // bytes
  made('has no id', 'have an id in front', () => Object.assign(new FaithfulSerde(), { id: '' })),
  made('has an id per instance', 'have an id in front', () =>
    Object.assign(new FaithfulSerde(), { id: `${Math.random()}` }),
  ),
  made('gives a text', 'are bytes', () => ({
    id: 'json',
    serialize: (value) => JSON.stringify(value) as never,
    deserialize: (bytes) => JSON.parse(bytes as never),
  })),
  made('keeps values in the instance', 'are read by another instance', () => {
    const values: unknown[] = [];
    return {
      id: 'kept',
      serialize: (value) => Uint8Array.of(values.push(structuredClone(value)) - 1),
      deserialize: ([index]) => structuredClone(values[index!]),
    };
  }),
  giving('sorts arrays in place', 'leave the value as it was', (value) => {
    if (Array.isArray(value?.list)) value.list.sort();
    return value;
  }),
  made('keeps the value itself', 'do not change with the value afterwards', () => {
    let kept: unknown;
    return {
      id: 'kept',
      serialize: (value) => {
        kept = value;
        return new Uint8Array(1);
      },
      deserialize: () => kept,
    };
  }),
  made('reuses its buffer', 'do not change by the next value', () => {
    const buffer = new Uint8Array(1_000_000);
    const inner = new FaithfulSerde();
    return {
      id: 'reused',
      serialize: (value) => {
        const bytes = inner.serialize(value);
        buffer.set(bytes);
        return buffer.subarray(0, bytes.length);
      },
      deserialize: (bytes) => inner.deserialize(bytes),
    };
  }),
  made('keeps what it has read', 'are read without being changed', () => {
    const inner = new FaithfulSerde();
    const read = new Map<string, unknown>();
    return {
      id: 'memo',
      serialize: (value) => inner.serialize(value),
      deserialize: (bytes) => {
        const text = Buffer.from(bytes).toString('hex');
        if (!read.has(text)) read.set(text, inner.deserialize(bytes));
        return read.get(text);
      },
    };
  }),
  made('decodes in place', 'are read without being changed', () => {
    const inner = new FaithfulSerde();
    const masked = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 0xff);
    return {
      id: 'masked',
      serialize: (value) => masked(inner.serialize(value)),
      deserialize: (bytes) => {
        bytes.set(masked(bytes));
        return inner.deserialize(bytes);
      },
    };
  }),
  made('gives views on the bytes', 'are not needed any more', () => {
    const inner = new FaithfulSerde();
    return {
      id: 'view',
      serialize: (value) => (value instanceof Uint8Array ? Uint8Array.of(0, ...value) : inner.serialize(value)),
      deserialize: (bytes) => (bytes[0] === 0 ? bytes.subarray(1) : inner.deserialize(bytes)),
    };
  }),
  made('reads from the start of the buffer', 'are read wherever they lie', () => {
    const inner = new FaithfulSerde();
    return {
      id: 'start',
      serialize: (value) => inner.serialize(value),
      deserialize: (bytes) => inner.deserialize(new Uint8Array(bytes.buffer, 0, bytes.length)),
    };
  }),
  made('takes no bytes for undefined', 'that are foreign are refused', () => {
    const inner = new FaithfulSerde();
    return {
      id: 'none',
      serialize: (value) => inner.serialize(value),
      deserialize: (bytes) => (bytes.length === 0 ? undefined : inner.deserialize(bytes)),
    };
  }),
  made('lets foreign errors out', 'that are cut or turned', () => {
    const inner = new FaithfulSerde();
    return {
      id: 'foreign',
      serialize: (value) => inner.serialize(value),
      deserialize: (bytes) => {
        try {
          return inner.deserialize(bytes);
        } catch (error) {
          throw bytes.length > 10 ? (error as SerdeError).cause : error;
        }
      },
    };
  }),
  receiving('assigns what it reads', 'do not reach the prototype', (value) => {
    if (
      value &&
      typeof value === 'object' &&
      Object.hasOwn(value, 'constructor') &&
      Object.hasOwn(value, '__proto__')
    ) {
      const target: any = {};
      for (const [name, part] of Object.entries(value.constructor.prototype)) target.constructor.prototype[name] = part;
    }
    return value;
  }),
];

function made(defect: string, test: string, create: () => Serde): SerdeMutant {
  return { defect, test, create };
}

/** Changes what it is given to serialize. */
function giving(defect: string, test: string, change: Change): SerdeMutant {
  return made(defect, test, () => {
    const inner = new FaithfulSerde();
    return {
      id: 'm',
      serialize: (value) => inner.serialize(change(value)),
      deserialize: (bytes) => inner.deserialize(bytes),
    };
  });
}

/** Changes what it gives back. */
function receiving(defect: string, test: string, change: Change): SerdeMutant {
  return made(defect, test, () => {
    const inner = new FaithfulSerde();
    return {
      id: 'm',
      serialize: (value) => inner.serialize(value),
      deserialize: (bytes) => change(inner.deserialize(bytes)),
    };
  });
}

function without(value: any, type: string): unknown {
  if (typeof value === type) return undefined;
  return Array.isArray(value?.list)
    ? { list: value.list.map((part: unknown) => (typeof part === type ? undefined : part)) }
    : value;
}

function isDates(value: unknown): boolean {
  return Array.isArray(value) && value[0] instanceof Date;
}

function depthOf(value: any): number {
  let depth = 0;
  for (let part = value; part && typeof part === 'object' && depth < 2_000; depth++) part = Object.values(part)[0];
  return depth;
}

function utf8(text: string): string {
  return String(Buffer.from(text));
}
