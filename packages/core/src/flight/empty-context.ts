import { AsyncResource } from 'node:async_hooks';

// Made while the module is evaluated, long before there is a request whose context could be inherited.
const moduleScope = new AsyncResource('MemoirBackground', { requireManualDestroy: true });

/** Runs background work outside the asynchronous context of the call that happened to cause it. */
export function inEmptyContext<R>(task: () => R): R {
  return moduleScope.runInAsyncScope(task);
}
