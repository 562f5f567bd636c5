/** Stands for "nothing is stored", so that `undefined` and `null` can be. */
export const NO_VALUE_STORED: unique symbol = Symbol('no value stored');

/** Where a variable keeps its value: in the process, in an object of the request, anywhere with two functions. */
export interface VariableSlot<T> {
  read(): T | typeof NO_VALUE_STORED;
  write(value: T | typeof NO_VALUE_STORED): void;
}
