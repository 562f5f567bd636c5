type Resolve<V> = (value: V | PromiseLike<V>) => void;

let lastResolve: Resolve<any>;
let lastReject: (error: unknown) => void;
// One function for all: a closure for each promise would be made on every load.
const keepEnds = (resolve: Resolve<any>, reject: (error: unknown) => void): void => {
  lastResolve = resolve;
  lastReject = reject;
};

/** A promise with its two ends. */
export class Deferred<V> {
  readonly promise: Promise<V> = new Promise<V>(keepEnds);
  readonly resolve: Resolve<V> = lastResolve;
  readonly reject: (error: unknown) => void = lastReject;
}

/** For the handler of a promise whose failure somebody else tells of. */
export function ignore(): void {}
