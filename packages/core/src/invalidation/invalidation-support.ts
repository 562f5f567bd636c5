import type { Line } from '../memoize.js';

/**
 * A handle on functions of the same arguments, for code that must not know them: given to their configuration, called
 * from wherever the change is made. Holds the functions weakly.
 */
export class InvalidationSupport<Args extends readonly any[] = any> {
  readonly #lines = new Set<WeakRef<Line>>();

  /** As each function's own `invalidate(...args)`. Rejects if one of them could not confirm, after all were asked. */
  async invalidateForArguments(args: Args): Promise<void> {
    await this.#each(async (line) => line.removals.invalidate(line.keyOf(args, undefined)));
  }

  async expireForArguments(args: Args): Promise<void> {
    await this.#each(async (line) => line.removals.expire(line.keyOf(args, undefined)));
  }

  async invalidateAll(): Promise<void> {
    await this.#each(async (line) => line.removals.invalidateAll());
  }

  /** @internal */
  attach(line: Line): void {
    this.#lines.add(new WeakRef(line));
  }

  async #each(act: (line: Line) => Promise<void>): Promise<void> {
    const acts: Promise<void>[] = [];
    for (const reference of this.#lines) {
      const line = reference.deref();
      if (line === undefined || line.isClosed) this.#lines.delete(reference);
      else acts.push(act(line));
    }
    for (const result of await Promise.allSettled(acts)) if (result.status === 'rejected') throw result.reason;
  }
}
