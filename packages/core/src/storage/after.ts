import { type Awaitable, isThenable } from '../awaitable.js';

/** Goes on with an answer: at once where it is here already, so that a synchronous backend stays synchronous. */
export function after<T, R>(answer: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return isThenable(answer) ? Promise.resolve(answer).then(next) : next(answer);
}
