import { hashOf, mixed } from '../../../src/key/key-hash.js';
import { SlowWindowedOrder } from './slow-windowed-order.js';

const SHARES = [0.01, 0.1, 0.3, 0.99];

interface Held {
  readonly hash: number;
  weight: number;
}

/** A cache without values that is asked for hashes. */
class SlowMiniature {
  readonly #order: SlowWindowedOrder;
  readonly #held = new Set<number>();

  constructor(
    readonly share: number,
    private readonly capacity: number,
  ) {
    this.#order = new SlowWindowedOrder(capacity, share);
  }

  access(hash: number, weight: number): boolean {
    if (this.#held.has(hash)) {
      this.#order.use(hash);
      return true;
    }
    if (weight > this.capacity) return false;
    this.#held.add(hash);
    this.#order.add(hash, hash, weight);
    while (this.#order.weight > this.capacity) this.forget(this.#order.coldest()!);
    return false;
  }

  forget(hash: number): void {
    if (this.#held.delete(hash)) this.#order.remove(hash, hash);
  }
}

/** Which share of the window is best, found out by a cache of each share that sees a sample of the keys. */
class SlowContest {
  /** One key in so many is seen: as few as leave 128 entries to each of the caches. */
  readonly #sampledOneIn: number;
  readonly #miniatures: SlowMiniature[];
  #hits = SHARES.map(() => 0);
  #leads = SHARES.map(() => 0);
  #restlessness = 1;
  #requests = 0;

  constructor(
    capacity: number,
    readonly entries: number,
    public share: number,
  ) {
    let sampledOneIn = 1;
    while (entries / (2 * sampledOneIn) >= 128) sampledOneIn *= 2;
    this.#sampledOneIn = sampledOneIn;
    this.#miniatures = SHARES.map((each) => new SlowMiniature(each, capacity / sampledOneIn));
  }

  sees(hash: number): boolean {
    return (mixed(hash) >>> 0) % this.#sampledOneIn === 0;
  }

  access(hash: number, weight: number): void {
    this.#hits = this.#hits.map((hits, n) => hits + (this.#miniatures[n]!.access(hash, weight) ? 1 : 0));
    this.#requests++;
    const sampled = this.entries / this.#sampledOneIn;
    const roundLength = Math.max(16, Math.round(sampled / 8));
    if (this.#requests % roundLength === 0) this.#endRound(sampled, Math.exp(-roundLength / (sampled * 16)));
  }

  forget(hash: number): void {
    for (const miniature of this.#miniatures) miniature.forget(hash);
  }

  #endRound(sampled: number, kept: number): void {
    const leader = SHARES.indexOf(this.share);
    this.#leads = this.#leads.map((lead, n) => lead * kept + this.#hits[n]! - this.#hits[leader]!);
    this.#hits = SHARES.map(() => 0);
    this.#restlessness = 1 + (this.#restlessness - 1) * kept;
    const isWorthIt = (n: number) =>
      this.#leads[n]! > 0.1 * this.#restlessness * sampled * Math.abs(SHARES[n]! - this.share);
    const rivals = SHARES.map((_, n) => n).filter((n) => n !== leader && this.#leads[n]! > 0 && isWorthIt(n));
    if (rivals.length === 0) return;
    const best = rivals.reduce((one, other) => (this.#leads[other]! > this.#leads[one]! ? other : one));
    this.#leads = this.#leads.map((lead) => lead - this.#leads[best]!);
    this.share = SHARES[best]!;
    this.#restlessness *= 2;
  }
}

/** The whole adaptive policy as its description puts it: a key is a slot of its own, and everything is searched for. */
export class SlowAdaptive {
  readonly held = new Map<string, Held>();
  readonly order: SlowWindowedOrder;
  contest: SlowContest | undefined;
  #share = SHARES[0]!;

  constructor(private capacity: number) {
    this.order = new SlowWindowedOrder(capacity, this.#share);
  }

  get weight(): number {
    return this.order.weight;
  }

  get share(): number {
    return this.#share;
  }

  get keys(): string[] {
    const keys = [...this.held.keys()];
    return this.order.slots.map((hash) => keys.find((key) => this.held.get(key)!.hash === hash)!);
  }

  read(key: string): void {
    const { hash, weight } = this.held.get(key)!;
    if (this.order.use(hash)) this.#show(hash, weight);
  }

  write(key: string, weight: number): void {
    const standing = this.held.get(key);
    if (standing) {
      standing.weight = weight;
      this.order.reweigh(standing.hash, weight);
      return;
    }
    const hash = hashOf(key);
    this.held.set(key, { hash, weight });
    this.order.add(hash, hash, weight);
    this.#show(hash, weight);
  }

  release(key: string, isEvicted: boolean): void {
    const { hash } = this.held.get(key)!;
    this.held.delete(key);
    this.order.remove(hash, hash);
    if (!isEvicted && this.contest?.sees(hash)) this.contest.forget(hash);
  }

  setCapacity(capacity: number): void {
    this.capacity = capacity;
    this.order.setCapacity(capacity);
    this.contest = undefined;
  }

  /** What goes next, while there is too much. */
  next(): string | undefined {
    if (this.weight <= this.capacity) return undefined;
    const { contest, held } = this;
    const isAbout = contest && held.size <= contest.entries * 4 && held.size * 4 >= contest.entries;
    if (!isAbout) this.#beginContest();
    const cold = this.order.coldest();
    return [...held.keys()].find((key) => held.get(key)!.hash === cold);
  }

  /** Shown to a contest that begins is what is held, the one used longest ago first. */
  #beginContest(): void {
    const contest = new SlowContest(this.capacity, this.held.size, this.#share);
    const weights = new Map([...this.held.values()].map(({ hash, weight }) => [hash, weight]));
    const seen = this.order.slots.filter((hash) => contest.sees(hash));
    seen.sort((one, other) => this.order.lastUseOf(one) - this.order.lastUseOf(other));
    for (const hash of seen) contest.access(hash, weights.get(hash)!);
    this.contest = contest;
  }

  #show(hash: number, weight: number): void {
    if (!this.contest?.sees(hash)) return;
    this.contest.access(hash, weight);
    if (this.contest.share === this.#share) return;
    this.#share = this.contest.share;
    this.order.setWindowShare(this.#share);
  }
}
