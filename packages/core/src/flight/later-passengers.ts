import type { Passengers } from './passengers.js';

/** The groups of those who came aboard a flight when its first passengers could no longer take them in. */
export class LaterPassengers<V> {
  /** Served by whatever the flight brings. */
  #certain: Passengers<V>[] = [];
  /** Can still be joined; who they are served by is not known yet. */
  #boarding: Passengers<V> | undefined = undefined;
  /** Served only if the storage confirms that nothing happened since. */
  #tentative: Passengers<V> | undefined = undefined;

  board(make: () => Passengers<V>): Passengers<V> {
    this.#boarding ??= make();
    return this.#boarding;
  }

  makeCertain(passengers: readonly Passengers<V>[]): void {
    this.#certain.push(...passengers);
  }

  takeAboard(): void {
    if (this.#boarding) this.#certain.push(this.#boarding);
    this.#boarding = undefined;
  }

  offerBegins(): void {
    this.#tentative = this.#boarding;
    this.#boarding = undefined;
  }

  /** Takes out those who are served by an answer. */
  served(confirmed: boolean): readonly Passengers<V>[] {
    if (confirmed && this.#tentative) {
      this.#certain.push(this.#tentative);
      this.#tentative = undefined;
    }
    const served = this.#certain;
    this.#certain = [];
    return served;
  }

  all(): Passengers<V>[] {
    return [...this.#certain, this.#tentative, this.#boarding].filter((group) => group !== undefined);
  }
}
