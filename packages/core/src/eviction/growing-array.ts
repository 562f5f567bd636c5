type SlotArray = Uint8Array | Int32Array | Float64Array;

/** How long an array by slot is at first: a function with a handful of entries should cost little. */
export const FIRST_LENGTH = 16;

/** The same array with room for this slot: itself, or a copy of at least twice the length filled up with zeros. */
export function withRoomFor<A extends SlotArray>(array: A, slot: number): A {
  if (slot < array.length) return array;
  const longer = new (array.constructor as new (length: number) => A)(Math.max(slot + 1, array.length * 2));
  longer.set(array as never);
  return longer;
}
