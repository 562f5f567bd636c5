/** Up to 1 ms, 2 ms, 4 ms ... 64 s, and longer. */
const BUCKETS = 18;

/** How long loads took, each in the first bucket that is large enough. */
export class LoadTimes {
  readonly counts: number[] = new Array<number>(BUCKETS).fill(0);

  add(loadedIn: number): void {
    const bucket = loadedIn <= 1 ? 0 : Math.ceil(Math.log2(loadedIn));
    this.counts[Math.min(bucket, BUCKETS - 1)]!++;
  }
}
