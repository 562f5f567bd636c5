import { NO_VALUE_STORED, type OwnedSlot } from './variable-slot.js';

/**
 * A slot that keeps one value for each object, such as the request that is being answered, for as long as the object
 * lives. Concurrent first reads for one object share a load.
 *
 * @param owner asked on each access for the object of the moment; where it answers `undefined`, nothing is kept
 */
export function slotPerObject<T>(owner: () => object | undefined): OwnedSlot<T> {
  const values = new WeakMap<object, T>();
  return {
    owner,
    read() {
      const object = owner();
      return object !== undefined && values.has(object) ? (values.get(object) as T) : NO_VALUE_STORED;
    },
    write(value, object = owner()) {
      if (object === undefined) return;
      if (value === NO_VALUE_STORED) values.delete(object);
      else values.set(object, value);
    },
  };
}
