/**
 * Tells of each request how many other keys were asked for since the last one for the same key: LRU with room for more
 * than so many would have had it. Source: Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for storage
 * hierarchies", IBM Systems Journal 9(2), 1970; with a Fenwick tree over time, so that a request costs O(log n).
 */
export class StackDistances {
  /** When each key was asked for last, in that order. */
  readonly #times = new Map<number, number>();
  /** A Fenwick tree: 1 at each moment that is the last one of a key. */
  readonly #tree: Int32Array;
  #now = 0;

  /** @param most keys that are remembered; the one that was not asked for longest is forgotten first */
  constructor(readonly most: number) {
    this.#tree = new Int32Array(most * 2 + 1);
  }

  /** @returns `undefined` for a key that is not remembered */
  ask(key: number): number | undefined {
    const before = this.#times.get(key);
    if (before === this.#now && this.#now > 0) return 0;
    const distance = before === undefined ? undefined : this.#times.size - this.#countUpTo(before);
    if (before !== undefined) this.#drop(key, before);
    else if (this.#times.size === this.most) this.forget(this.#times.keys().next().value!);
    if (this.#now === this.#tree.length - 1) this.#countTimeAnew();
    this.#times.set(key, ++this.#now);
    this.#add(this.#now, 1);
    return distance;
  }

  forget(key: number): void {
    const time = this.#times.get(key);
    if (time !== undefined) this.#drop(key, time);
  }

  #drop(key: number, time: number): void {
    this.#times.delete(key);
    this.#add(time, -1);
  }

  #countTimeAnew(): void {
    this.#tree.fill(0);
    this.#now = 0;
    for (const key of this.#times.keys()) {
      this.#times.set(key, ++this.#now);
      this.#add(this.#now, 1);
    }
  }

  #countUpTo(time: number): number {
    let count = 0;
    for (let at = time; at > 0; at -= at & -at) count += this.#tree[at]!;
    return count;
  }

  #add(time: number, change: number): void {
    for (let at = time; at < this.#tree.length; at += at & -at) this.#tree[at]! += change;
  }
}
