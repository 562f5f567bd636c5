/** Keys or tags that somebody writes to at this moment; several writes may concern one. */
export class NamesUnderWrite {
  readonly #writes = new Map<string, number>();

  get size(): number {
    return this.#writes.size;
  }

  has(name: string): boolean {
    return this.#writes.size > 0 && this.#writes.has(name);
  }

  /** @returns ends it */
  begin(name: string): () => void {
    this.#writes.set(name, (this.#writes.get(name) ?? 0) + 1);
    return () => {
      const left = this.#writes.get(name)! - 1;
      if (left > 0) this.#writes.set(name, left);
      else this.#writes.delete(name);
    };
  }
}
