import type { Passengers } from './passengers.js';

/**
 * The answer for one caller who may give up: rejects with the signal's reason as soon as it aborts, and then no longer
 * counts among those who wait (`passengers`, if it ever did). Leaves no listener on the signal behind.
 */
export function leaveOnAbort<V>(
  answer: Promise<V>,
  passengers: Passengers<any> | undefined,
  signal: AbortSignal,
): Promise<V> {
  return new Promise<V>((resolve, reject) => {
    const leave = () => {
      reject(signal.reason);
      passengers?.leave();
    };
    // It may have aborted while something else was waited for, or by the loader itself.
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    const stay = () => signal.removeEventListener('abort', leave);
    answer.then(
      (value) => {
        stay();
        resolve(value);
      },
      (error) => {
        stay();
        reject(error);
      },
    );
  });
}
