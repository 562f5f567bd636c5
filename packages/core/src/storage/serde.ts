/** Turns values into bytes and back. It sees values only; deadlines and tags are the storage's own header. */
export interface Serde {
  /** Written in front of the bytes; a reader with another id treats them as a miss. Not empty. */
  readonly id: string;
  /** @throws {SerdeError} if the value cannot be carried; the caller still gets it, nothing is stored */
  serialize(value: unknown): Uint8Array;
  /** @throws {SerdeError} if the bytes cannot be read: the entry is a miss */
  deserialize(bytes: Uint8Array): unknown;
}
