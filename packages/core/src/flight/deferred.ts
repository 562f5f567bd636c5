/** A promise with its two ends. */
export class Deferred<V> {
  readonly promise: Promise<V>;
  resolve!: (value: V | PromiseLike<V>) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise<V>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

/** For the handler of a promise whose failure somebody else tells of. */
export function ignore(): void {}
