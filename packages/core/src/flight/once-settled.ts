const { then } = Promise.prototype;

/**
 * As `await`, but by callbacks: exactly one of them is called, once and not at once, whatever `then` method the answer
 * has.
 */
export function onceSettled(
  answer: PromiseLike<unknown>,
  resolved: (value: unknown) => void,
  rejected: (error: unknown) => void,
): void {
  then.call(Promise.resolve(answer), resolved, rejected);
}
