import { deserialize, serialize } from 'node:v8';
import { type Serde, SerdeError } from '@memoir/core';

/** Carries everything that structured clone carries. */
export const testSerde: Serde = {
  id: 'v8:test',
  serialize(value) {
    try {
      return serialize(value);
    } catch (cause) {
      throw new SerdeError('$', 'cannot be carried', { cause });
    }
  },
  deserialize: (bytes) => deserialize(bytes),
};
