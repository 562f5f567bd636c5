/** The last so many of a kind. */
export class Recent<T> {
  readonly #items: T[] = [];

  constructor(private readonly most: number) {}

  get all(): readonly T[] {
    return this.#items;
  }

  add(item: T): void {
    this.#items.push(item);
    if (this.#items.length > this.most) this.#items.shift();
  }
}
