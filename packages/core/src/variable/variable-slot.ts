/** Stands for "nothing is stored", so that `undefined` and `null` can be. */
export const NO_VALUE_STORED: unique symbol = Symbol('no value stored');

/** Where a variable keeps its value: in the process, in an object of the request, anywhere with two functions. */
export interface VariableSlot<T> {
  read(): T | typeof NO_VALUE_STORED;
  write(value: T | typeof NO_VALUE_STORED): void;
}

/** A slot that says whose value it keeps, so that concurrent first reads on behalf of one owner share a load. */
export interface OwnedSlot<T> extends VariableSlot<T> {
  /** The object of the moment, such as the request that is being answered; `undefined` if there is none. */
  owner(): object | undefined;
  /** @param owner that of the moment in which the load began, which may have passed */
  write(value: T | typeof NO_VALUE_STORED, owner?: object): void;
}

export function isOwned<T>(slot: VariableSlot<T>): slot is OwnedSlot<T> {
  return typeof (slot as Partial<OwnedSlot<T>>).owner === 'function';
}
