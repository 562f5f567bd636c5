import { deserialize, serialize } from 'node:v8';
import { SerdeError } from '../../src/errors.js';
import type { Serde } from '../../src/storage/serde.js';
import { findUncloneable } from '../../src/storage/uncloneable.js';

type Sealed = readonly [kind: string, ...parts: any[]];

/** A right serde of the simplest kind: a tagged tree of everything, in the engine's own format. */
export class FaithfulSerde implements Serde {
  readonly id: string = 'test/1';

  serialize(value: unknown): Uint8Array {
    return guarded(() => {
      const sealed = seal(value);
      const uncloneable = findUncloneable(sealed);
      if (uncloneable) throw new SerdeError('$', uncloneable.what);
      return serialize(sealed);
    });
  }

  deserialize(bytes: Uint8Array): unknown {
    return guarded(() => open(deserialize(Uint8Array.from(bytes)) as Sealed));
  }
}

function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw cause instanceof SerdeError ? cause : new SerdeError('$', 'it failed', { cause });
  }
}

function seal(value: unknown): Sealed {
  if (typeof value !== 'object' || value === null) return ['as is', value];
  const tag = Object.prototype.toString.call(value);
  if (tag === '[object URL]') return ['url', String(value)];
  if (tag === '[object Error]') {
    const { name, message } = value as Error;
    const cause = 'cause' in value ? [seal(value.cause)] : [];
    return ['error', name, message, cause, sealProperties(value)];
  }
  const sealed = findUncloneable(value)?.path === '' ? undefined : sealContainer(value, tag);
  return sealed ?? ['as is', value];
}

function sealContainer(value: object, tag: string): Sealed | undefined {
  if (tag === '[object Map]') return ['map', [...(value as Map<unknown, unknown>)].map((pair) => pair.map(seal))];
  if (tag === '[object Set]') return ['set', [...(value as Set<unknown>)].map(seal)];
  if (Array.isArray(value)) {
    if (Object.keys(value).length !== value.length) throw new SerdeError('$', 'an array with holes');
    return ['array', value.map(seal)];
  }
  return tag === '[object Object]' ? ['object', sealProperties(value)] : undefined;
}

function sealProperties(value: object): unknown {
  return Object.entries(value).map(([name, part]) => [name, seal(part)]);
}

function open([kind, ...parts]: Sealed): unknown {
  if (kind === 'as is') return parts[0];
  if (kind === 'url') return new URL(parts[0]);
  if (kind === 'error') {
    const [name, message, cause, properties] = parts;
    const made = { Error, TypeError, RangeError }[name as 'Error']!;
    return define(cause.length ? new made(message, { cause: open(cause[0]) }) : new made(message), properties);
  }
  if (kind === 'map') return new Map(parts[0].map((pair: Sealed[]) => pair.map(open)));
  if (kind === 'set') return new Set(parts[0].map(open));
  if (kind === 'array') return parts[0].map(open);
  if (kind === 'object') return define({}, parts[0]);
  throw new SerdeError('$', `no such kind as ${kind}`);
}

function define(target: object, properties: readonly (readonly [string, Sealed])[]): object {
  for (const [name, part] of properties) {
    const property = { value: open(part), enumerable: true, configurable: true, writable: true };
    Object.defineProperty(target, name, property);
  }
  return target;
}
