/**
 * How a class of one's own is carried. Hooks are asked, in the order given, about what is neither a plain object, an
 * array nor a primitive other than a symbol; before the types that are built in, so that one for a subclass of `Error`
 * or `Map` gets its say.
 */
export interface TypeHook<T> {
  /**
   * Written into the bytes; bytes under a name that no hook has are a miss. Another name, such as `money/2`, is how a
   * changed form tells itself from the old one.
   */
  readonly name: string;
  is(value: unknown): value is T;
  /** @returns anything the serde carries, other hooked types included */
  toJSON(value: T): unknown;
  /** @param json what `toJSON` returned, carried: a `Date` in there is a `Date` again */
  fromJSON(json: any): T;
}
