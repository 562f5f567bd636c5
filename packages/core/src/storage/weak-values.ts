/** A map that does not keep its values alive: what nobody else holds is gone, name and all. */
export class WeakValues<V extends object> {
  readonly #references = new Map<string, WeakRef<V>>();
  readonly #finalization = new FinalizationRegistry<string>((name) => {
    if (this.#references.get(name)?.deref() === undefined) this.#references.delete(name);
  });

  /** How many names are known; some may belong to values that are gone already. */
  get size(): number {
    return this.#references.size;
  }

  get(name: string): V | undefined {
    return this.#references.get(name)?.deref();
  }

  *values(): Iterable<V> {
    for (const reference of this.#references.values()) {
      const value = reference.deref();
      if (value !== undefined) yield value;
    }
  }

  getOrInsertComputed(name: string, compute: () => V): V {
    const present = this.#references.get(name)?.deref();
    if (present) return present;
    const value = compute();
    this.#references.set(name, new WeakRef(value));
    this.#finalization.register(value, name);
    return value;
  }
}
