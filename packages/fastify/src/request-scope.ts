import { CacheSession, type CallOptions } from '@memoir/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PendingWork } from './pending-work.js';

/** What holds for one request: the options of `memoized.with(request.memoir)`. */
export interface RequestScope extends CallOptions {
  readonly session: CacheSession;
  /** Aborts when the client has gone away before its answer was complete. */
  readonly signal: AbortSignal;
  /** The server does not close before the work has ended. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** Its parts are made when they are first asked for: most requests ask for none. */
export function scopeOf(request: FastifyRequest, { raw }: FastifyReply, pending: PendingWork): RequestScope {
  let signal: AbortSignal | undefined;
  return {
    waitUntil: (work) => pending.add(work),
    get session() {
      return CacheSession.of(request);
    },
    get signal() {
      signal ??= signalOf(raw);
      return signal;
    },
  };
}

function signalOf(response: FastifyReply['raw']): AbortSignal {
  const controller = new AbortController();
  const closed = (): void => {
    if (!response.writableFinished) controller.abort(new Error('the client has gone away'));
  };
  if (response.closed) closed();
  else response.once('close', closed);
  return controller.signal;
}
