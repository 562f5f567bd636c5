import { type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import { HeldStorage, ManualClock } from '@memoir/core/testing';
import { MemoryStorage } from '@memoir/storage-memory';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { type HttpCacheOptions, memoirFastify } from '../../src/index.js';

export { HeldStorage };

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const opened: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

/** Sends one request, with no headers but those given. */
export function send(app: FastifyInstance, method: string, path: string, headers: Record<string, string> = {}) {
  const { port } = app.server.address() as AddressInfo;
  return new Promise<Received>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

export async function listening(app: FastifyInstance): Promise<FastifyInstance> {
  opened.push(app);
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app;
}

type Handler = (reply: FastifyReply, request: FastifyRequest, call: number) => unknown;

/** A server whose every address is cached, and answered by one handler that counts its calls. */
export async function cachingServer(handler: Handler, options: Partial<HttpCacheOptions> = {}) {
  const clock = new ManualClock(Math.floor(Date.now() / 1_000) * 1_000);
  const app = fastify();
  const calls: string[] = [];
  await app.register(memoirFastify, {
    httpCache: { storage: new MemoryStorage(), clock, everyRoute: true, ...options },
  });
  app.route({
    method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'],
    url: '/*',
    handler: async (request, reply) => {
      calls.push(`${request.method} ${request.url}`);
      return await handler(reply, request, calls.length);
    },
  });
  await listening(app);
  return {
    app,
    clock,
    calls,
    get: (path = '/', headers?: Record<string, string>) => send(app, 'GET', path, headers),
    send: (method: string, path = '/', headers?: Record<string, string>) => send(app, method, path, headers),
  };
}

/** Answers with the number of the call, and these headers. */
export const answering =
  (headers: Record<string, string | string[]>, status = 200): Handler =>
  (reply, _request, call) =>
    reply
      .code(status)
      .headers(headers as Record<string, string>)
      .send(`answer ${call}`);
