import { AsyncResource } from 'node:async_hooks';
import { CacheSession } from '@memoir/core';
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import { HttpCache } from './http/http-cache.js';
import type { HttpCacheOptions } from './http/http-cache-options.js';
import { PendingWork } from './pending-work.js';
import { type RequestScope, scopeOf } from './request-scope.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** For `memoized.with(request.memoir)`: its session, its end, and the work that goes on behind its answer. */
    readonly memoir: RequestScope;
  }
  interface FastifyInstance {
    /** The server does not close before the work has ended: the `waitUntil` of a configuration. */
    readonly memoirWaitUntil: (work: Promise<unknown>) => void;
  }
  interface FastifyContextConfig {
    /** Whether the answers of this route may be cached, as far as they say so themselves. */
    readonly cache?: boolean;
  }
}

export interface MemoirFastifyOptions {
  /** Caches answers. Off unless given. */
  readonly httpCache?: HttpCacheOptions | undefined;
}

/**
 * Gives each request a session, so that it sees one version of everything however often it asks; lets work outlive an
 * answer but not the server; and caches the answers of routes, if it is asked to.
 */
export const memoirFastify: FastifyPluginAsync<MemoirFastifyOptions> = Object.assign(
  async (app: FastifyInstance, { httpCache }: MemoirFastifyOptions) => {
    const pending = new PendingWork((error) => app.log.error({ err: error }, 'work behind an answer failed'));
    const cache = httpCache && new HttpCache(app, httpCache, (work) => pending.add(work));
    const contexts = new WeakMap<FastifyRequest, AsyncResource>();

    app.decorate('memoirWaitUntil', (work: Promise<unknown>) => pending.add(work));
    app.decorateRequest('memoir', null as unknown as RequestScope);
    app.addHook('onRequest', (request, reply, done) => {
      (request as { memoir: RequestScope }).memoir = scopeOf(request, reply, pending);
      CacheSession.of(request).run(() => {
        contexts.set(request, new AsyncResource('memoir request'));
        done();
      });
    });
    // What has read the body may have left the context of the request.
    app.addHook('preValidation', (request, _reply, done) => contexts.get(request)!.runInAsyncScope(done));
    if (cache) {
      app.addHook('onRequest', (request, reply) => cache.answer(request, reply));
      app.addHook('onSend', async (request, reply) => await cache.forgetChanged(request, reply));
    }
    app.addHook('onClose', async () => {
      await pending.ended();
      await cache?.close();
    });
  },
  // Told to Fastify as `fastify-plugin` does: the hooks are for the routes beside this plugin, not within it.
  {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@memoir/fastify',
    [Symbol.for('plugin-meta')]: { name: '@memoir/fastify', fastify: '5.x' },
  },
);
