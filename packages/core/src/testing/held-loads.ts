/** A call of the loader, which goes on until the test ends it. */
export interface HeldLoad<Args extends readonly unknown[], V> {
  readonly args: Args;
  resolve(value: V): void;
  reject(error: unknown): void;
}

export interface HeldLoads<Args extends readonly unknown[], V> {
  readonly load: (...args: Args) => Promise<V>;
  /** Every call so far, oldest first. */
  readonly calls: readonly HeldLoad<Args, V>[];
  /** The next call that this has not given yet: one that has begun, or else the next to come. */
  next(): Promise<HeldLoad<Args, V>>;
}

/**
 * A loader whose calls a test ends one by one.
 *
 *     const loads = heldLoads<[id: string], string>();
 *     const cached = memoize(loads.load, { clock });
 *     const early = cached('ada');
 *     (await loads.next()).resolve('value');
 */
export function heldLoads<Args extends readonly unknown[] = any[], V = any>(): HeldLoads<Args, V> {
  const calls: HeldLoad<Args, V>[] = [];
  const arrivals: ((call: HeldLoad<Args, V>) => void)[] = [];
  let given = 0;
  return {
    calls,
    load: (...args) =>
      new Promise((resolve, reject) => {
        const call = { args, resolve, reject };
        calls.push(call);
        arrivals.shift()?.(call);
      }),
    next: () => {
      const call = calls[given++];
      return call ? Promise.resolve(call) : new Promise((resolve) => arrivals.push(resolve));
    },
  };
}
