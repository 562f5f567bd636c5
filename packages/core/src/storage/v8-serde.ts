import { deserialize, Serializer, serialize } from 'node:v8';
import { SerdeError } from '../errors.js';
import type { Serde } from './serde.js';
import { findUncloneable } from './uncloneable.js';

/**
 * The engine's own format: fast, typed, readable by the same version of the engine only. For storages that do not
 * outlive a deployment; bytes of another version carry another id and are a miss.
 *
 * Carries what structured cloning carries without loss: plain objects, arrays, `Map`, `Set`, `Date`, `RegExp`, `bigint`,
 * `undefined`, built-in errors, typed arrays and `Buffer`, circular structures. What would arrive as something else, such
 * as a class instance or a `URL`, is refused.
 */
export class V8Serde implements Serde {
  /** Such as `v8/12.4/15`: version of the engine, version of its wire format. */
  readonly id = `v8/${process.versions.v8.split('.', 2).join('.')}/${wireFormatVersion()}`;

  serialize(value: unknown): Uint8Array {
    try {
      const uncloneable = findUncloneable(value);
      if (uncloneable) throw new SerdeError(`$${uncloneable.path}`, `V8 cannot carry ${uncloneable.what} unchanged`);
      return serialize(value);
    } catch (error) {
      // What is left is what the engine alone can tell: nesting too deep for the stack, a throwing getter.
      throw error instanceof SerdeError ? error : new SerdeError('$', 'V8 cannot carry this value', { cause: error });
    }
  }

  deserialize(bytes: Uint8Array): unknown {
    try {
      // From a copy: typed arrays in the value are views on what is read here, and the caller may write to them.
      return deserialize(new Uint8Array(bytes));
    } catch (cause) {
      throw new SerdeError('$', 'these are not bytes that V8 has written', { cause });
    }
  }
}

function wireFormatVersion(): number {
  const serializer = new Serializer();
  serializer.writeHeader();
  return serializer.releaseBuffer()[1]!;
}
