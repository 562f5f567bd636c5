import type { LineFrame } from '../line-frame.js';
import { WeakList } from '../weak-list.js';

/**
 * A handle on functions of the same arguments, for code that must not know them: given to their configuration, called
 * from wherever the change is made. Holds the functions weakly.
 */
export class InvalidationSupport<Args extends readonly any[] = any> {
  readonly #lines = new WeakList<LineFrame>();

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
  attach(line: LineFrame): void {
    this.#lines.add(line);
  }

  async #each(act: (line: LineFrame) => Promise<void>): Promise<void> {
    const acts: Promise<void>[] = [];
    for (const line of this.#lines) {
      if (line.isClosed) this.#lines.delete(line);
      else acts.push(act(line));
    }
    for (const result of await Promise.allSettled(acts)) if (result.status === 'rejected') throw result.reason;
  }
}
