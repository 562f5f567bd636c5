/** A value, or a promise of it: what a storage or a loader may answer synchronously where it can. */
export type Awaitable<T> = T | PromiseLike<T>;

/** Whether an answer has to be waited for; any object with a `then` method counts, also of another realm. */
export function isThenable<T>(answer: Awaitable<T>): answer is PromiseLike<T> {
  return (
    answer !== null &&
    (typeof answer === 'object' || typeof answer === 'function') &&
    typeof (answer as { then?: unknown }).then === 'function'
  );
}
