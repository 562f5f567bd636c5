/**
 * Turns values into bytes and back, each time into a value of its own. It sees values only; deadlines and tags are the
 * storage's own header. A value that would come back as something else is refused: a hit must be what the miss was.
 */
export interface Serde {
  /** Written in front of the bytes; a reader with another id treats them as a miss. Not empty; changes with the format. */
  readonly id: string;
  /** @throws {SerdeError} if the value cannot be carried; the caller still gets it, nothing is stored */
  serialize(value: unknown): Uint8Array;
  /**
   * @param bytes may lie anywhere in a larger buffer, are not to be changed, and may be changed by others afterwards
   * @throws {SerdeError} if the bytes cannot be read: the entry is a miss
   */
  deserialize(bytes: Uint8Array): unknown;
}
