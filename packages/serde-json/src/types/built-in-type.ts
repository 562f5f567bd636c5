import type { Members, Walk } from '../walk.js';

/** How one type for which JSON has no word is written as an object whose first key, the tag, names it, and read again. */
export interface BuiltInType<T = any> {
  /** With its `$`. It is the first key of what `write` returns. */
  readonly tag: string;
  /** Whether the value has the insides of this type; its prototype alone can pretend. */
  is(value: unknown): value is T;
  write(value: T, walk: Walk): object;
  /** @throws anything if what is marked with the tag cannot have been written by `write` */
  read(tagged: Members, walk: Walk): T;
}
