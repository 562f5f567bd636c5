/** An era ends when this part of a generation has arrived; a generation is as many new keys as there are entries. */
const ERAS_PER_GENERATION = 32;
/**
 * All counts are halved after this many uses per entry held. Source: the reset operation of TinyLFU (Einziger, Friedman
 * and Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", ACM Transactions on Storage 13(4), 2017).
 */
const USES_PER_ENTRY_UNTIL_HALVED = 10;
/** A count fits four bits: halved this often, nothing is left of it. */
const HALVINGS_REMEMBERED = 4;
/** Eras are written down in 28 bits. The last of them are kept for halvings between two arrivals. */
export const LAST_ERA = 2 ** 28 - 2 ** 8;

/** As many eras as it takes for this many generations to arrive. */
export function erasOf(generations: number): number {
  return generations * ERAS_PER_GENERATION;
}

/**
 * The time of a cache, which passes as new keys arrive. All uses within one era are one use: they come in one burst and
 * tell little about the time after it, and a hit that changes nothing costs next to nothing.
 */
export class EraClock {
  #era: number;
  #arrivals = 0;
  #uses = 0;
  /** When counts were halved, latest first. */
  readonly #halvedAt: number[] = new Array(HALVINGS_REMEMBERED).fill(0);

  /** @param era the first one */
  constructor(era = 1) {
    this.#era = era;
  }

  get era(): number {
    return this.#era;
  }

  /** Whether eras must be counted anew because there is no room to write down further ones. */
  get isOver(): boolean {
    return this.#era >= LAST_ERA;
  }

  /** Tells of a new key in a cache that holds this many entries. */
  arrive(entries: number): void {
    if (++this.#arrivals * ERAS_PER_GENERATION >= entries) this.#endEra();
  }

  /** Tells of a use that is counted in a cache that holds this many entries. */
  count(entries: number): void {
    if (++this.#uses >= USES_PER_ENTRY_UNTIL_HALVED * entries) this.#halve();
  }

  /** What has become by now of a count that was written down in an era. */
  aged(count: number, since: number): number {
    let left = count;
    for (let halving = 0; halving < HALVINGS_REMEMBERED && this.#halvedAt[halving]! > since; halving++) left >>= 1;
    return left;
  }

  beginAnew(): void {
    this.#era = 1;
    this.#halvedAt.fill(0);
  }

  #endEra(): void {
    this.#arrivals = 0;
    this.#era++;
  }

  #halve(): void {
    this.#uses >>= 1;
    this.#era++;
    this.#halvedAt.pop();
    this.#halvedAt.unshift(this.#era);
  }
}
