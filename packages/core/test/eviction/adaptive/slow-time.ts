/** The time of a cache as its description puts it: all that ever happened is kept. */
export class SlowEraClock {
  era = 1;
  #arrivals = 0;
  #uses = 0;
  readonly #halvedAt: number[] = [];

  /** A new key: a 32nd of the entries makes an era. */
  arrive(entries: number): void {
    this.#arrivals++;
    if (this.#arrivals < entries / 32) return;
    this.#arrivals = 0;
    this.era++;
  }

  /** A use that counts: after ten per entry, all counts are halved, which begins an era. */
  count(entries: number): void {
    this.#uses++;
    if (this.#uses < 10 * entries) return;
    this.#uses = Math.floor(this.#uses / 2);
    this.era++;
    this.#halvedAt.push(this.era);
  }

  aged(count: number, since: number): number {
    return this.#halvedAt.filter((at) => at > since).reduce((left) => Math.floor(left / 2), count);
  }
}

interface Departed {
  readonly tag: number;
  readonly lastUse: number;
  readonly count: number;
}

/** Keys that have gone: buckets of four, in which a new one takes an empty place or that of the one idle for longest. */
export class SlowDepartedKeys {
  readonly #bits: number;
  readonly #buckets = new Map<number, Array<Departed | undefined>>();

  constructor(readonly entries: number) {
    this.#bits = Math.max(1, Math.ceil(Math.log2((entries * 1.5) / 4)));
  }

  record(hash: number, lastUse: number, count: number): void {
    const bucket = this.#bucketOf(hash);
    const oldest = Math.min(...bucket.map((each) => each?.lastUse ?? 0));
    const place = bucket.includes(undefined)
      ? bucket.indexOf(undefined)
      : bucket.findIndex((each) => each!.lastUse === oldest);
    bucket[place] = { tag: hash & 0xffff, lastUse, count };
  }

  take(hash: number): Departed | undefined {
    const bucket = this.#bucketOf(hash);
    const place = bucket.findIndex((each) => each?.tag === (hash & 0xffff));
    const known = bucket[place];
    if (known) bucket[place] = undefined;
    return known;
  }

  #bucketOf(hash: number): Array<Departed | undefined> {
    const number = hash >>> (32 - this.#bits);
    const bucket = this.#buckets.get(number) ?? new Array<undefined>(4).fill(undefined);
    this.#buckets.set(number, bucket);
    return bucket;
  }
}
