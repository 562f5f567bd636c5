/** How many members a list takes before it looks for dead ones the first time. */
const FIRST_LOOK = 64;

/** Members that it does not keep alive. The dead ones are cleared away as it grows and as it is read. */
export class WeakList<T extends object> implements Iterable<T> {
  readonly #references = new Set<WeakRef<T>>();
  #nextLook = FIRST_LOOK;

  /** How many it holds, dead ones included that nobody has looked for. */
  get size(): number {
    return this.#references.size;
  }

  add(member: T): void {
    this.#references.add(new WeakRef(member));
    if (this.#references.size >= this.#nextLook) this.#clearAway();
  }

  *[Symbol.iterator](): Generator<T, void> {
    for (const reference of this.#references) {
      const member = reference.deref();
      if (member) yield member;
      else this.#references.delete(reference);
    }
  }

  delete(member: T): void {
    for (const reference of this.#references) if (reference.deref() === member) this.#references.delete(reference);
  }

  #clearAway(): void {
    for (const reference of this.#references) if (!reference.deref()) this.#references.delete(reference);
    this.#nextLook = Math.max(FIRST_LOOK, 2 * this.#references.size);
  }
}
