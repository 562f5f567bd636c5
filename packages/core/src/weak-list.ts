/** How many members a list takes before it looks for dead ones the first time. */
const FIRST_LOOK = 64;

/** Members that it does not keep alive. The dead ones are cleared away as it grows and as it is read. */
export class WeakList<T extends object> implements Iterable<T> {
  readonly #references = new Set<WeakRef<T>>();
  #nextLook = FIRST_LOOK;
  #only: WeakRef<T> | undefined = undefined;

  /** How many it holds, dead ones included that nobody has looked for. */
  get size(): number {
    return this.#references.size;
  }

  /**
   * The one member, as long as it is known to be the only one: who has much to tell to one alone need not iterate.
   * `undefined` says nothing.
   */
  get only(): T | undefined {
    return this.#only?.deref();
  }

  add(member: T): void {
    const reference = new WeakRef(member);
    this.#only = this.#references.size === 0 ? reference : undefined;
    this.#references.add(reference);
    if (this.#references.size >= this.#nextLook) this.#clearAway();
  }

  [Symbol.iterator](): Iterator<T, void> {
    return new WeakIterator(this.#references);
  }

  delete(member: T): void {
    this.#only = undefined;
    for (const reference of this.#references) if (reference.deref() === member) this.#references.delete(reference);
  }

  #clearAway(): void {
    for (const reference of this.#references) if (!reference.deref()) this.#references.delete(reference);
    this.#nextLook = Math.max(FIRST_LOOK, 2 * this.#references.size);
  }
}

/** No generator, since a bounded storage tells its list of each entry that it evicts: measured, a third of its time. */
class WeakIterator<T extends object> implements Iterator<T, void> {
  readonly #inner: Iterator<WeakRef<T>>;

  constructor(private readonly references: Set<WeakRef<T>>) {
    this.#inner = references.values();
  }

  next(): IteratorResult<T, void> {
    for (let step = this.#inner.next(); step.done !== true; step = this.#inner.next()) {
      const value = step.value.deref();
      if (value !== undefined) return { done: false, value };
      this.references.delete(step.value);
    }
    return { done: true, value: undefined };
  }
}
