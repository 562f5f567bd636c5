/** Bytes under one of our keys that cannot be read as a value: to be a miss, and to be reported. */
export class UnreadableValue extends Error {
  override readonly name = 'UnreadableValue';
}
