type Resolve<V> = (value: V | PromiseLike<V>) => void;

/** A promise with its two ends. */
export class Deferred<V> {
  readonly promise: Promise<V>;
  readonly resolve: Resolve<V>;
  readonly reject: (error: unknown) => void;

  constructor() {
    let resolve!: Resolve<V>;
    let reject!: (error: unknown) => void;
    this.promise = new Promise<V>((resolveIt, rejectIt) => {
      resolve = resolveIt;
      reject = rejectIt;
    });
    this.resolve = resolve;
    this.reject = reject;
  }
}

/** For the handler of a promise whose failure somebody else tells of. */
export function ignore(): void {}
