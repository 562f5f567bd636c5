import type { CacheKey } from './cache-key.js';

/** What a key extractor may know about the function whose arguments it is given. */
export interface MethodReference {
  /** The function's own `name`; empty for an anonymous function. */
  readonly name: string;
  /** The namespace of the function, also where it is private to the process. */
  readonly namespace: string;
}

/** Gives the text by which a call's result is found again. */
export interface KeyExtractor<Args extends readonly any[] = any> {
  /**
   * Runs on every call, before the storage is read. Arguments that mean the same call must give the same text, in every
   * process where the storage is shared, and different calls different texts.
   *
   * @param args the arguments of the call; not to be kept or changed
   * @param self the `this` of the call; never part of the key by default
   * @throws {UnkeyableArgumentError} if an argument has no stable text; the call rejects and the loader does not run
   */
  extract(args: Args, self: unknown, method: MethodReference): CacheKey;
}
