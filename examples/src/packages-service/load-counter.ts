/** Counts by package name how often the figures were really computed. */
export class LoadCounter {
  readonly #loads = new Map<string, number>();

  count(name: string): void {
    this.#loads.set(name, (this.#loads.get(name) ?? 0) + 1);
  }

  byName(): Record<string, number> {
    return Object.fromEntries(this.#loads);
  }
}
