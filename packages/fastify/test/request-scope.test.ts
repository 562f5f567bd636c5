import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { CacheSession, createMemoizer, standardConfiguration } from '@memoir/core';
import { heldLoads } from '@memoir/core/testing';
import { MemoryStorage } from '@memoir/storage-memory';
import { fastify } from 'fastify';
import { memoirFastify } from '../src/index.js';
import { listening, send } from './support/http-server.js';

const { memoize } = createMemoizer(standardConfiguration(new MemoryStorage()));

describe('a request', () => {
  it('sees one version of everything, also after its body was read, and the next one another', async () => {
    let version = 0;
    const cached = memoize(async () => `version ${version}`, { version: () => String(++version) });
    const app = fastify();
    await app.register(memoirFastify);
    app.post('/', async () => [await cached(), await cached(), CacheSession.current() !== undefined]);
    await listening(app);
    const answers = [await send(app, 'POST', '/'), await send(app, 'POST', '/')];
    expect(answers.map(({ body }) => JSON.parse(body))).toEqual([
      ['version 1', 'version 1', true],
      ['version 2', 'version 2', true],
    ]);
  });

  it('has a session of its own to hand on', async () => {
    const app = fastify();
    await app.register(memoirFastify);
    app.get('/', async (request) =>
      [CacheSession.current(), CacheSession.of(request)].map((session) => session === request.memoir.session),
    );
    await listening(app);
    expect((await send(app, 'GET', '/')).body).toBe('[true,true]');
  });

  it('tells a memoized function when its client has gone away', async () => {
    const app = fastify();
    const held = heldLoads<[], string>();
    const cached = memoize(held.load);
    const left: unknown[] = [];
    await app.register(memoirFastify);
    const noticed = new Promise<void>((resolve) => {
      app.get('/', async ({ memoir }) => {
        const asked = cached.with(memoir)();
        await asked.catch((error: unknown) => left.push(error));
        resolve();
        return 'nobody hears';
      });
    });
    await listening(app);
    const { port } = app.server.address() as AddressInfo;
    const sent = request({ host: '127.0.0.1', port, agent: false });
    sent.on('error', () => {});
    sent.end();
    const load = await held.next();
    sent.destroy();
    await noticed;
    load.resolve('late');
    expect(left).toMatchObject([{ message: 'the client has gone away' }]);
  });
});

describe('work behind an answer', () => {
  it('does not hold the answer up, and is done before the server has closed', async () => {
    const app = fastify();
    await app.register(memoirFastify);
    const held = heldLoads<[], string>();
    app.get('/', async ({ memoir, server }) => {
      memoir.waitUntil(held.load());
      server.memoirWaitUntil(held.load());
      return 'at once';
    });
    await listening(app);
    expect((await send(app, 'GET', '/')).body).toBe('at once');
    let isClosed = false;
    const closed = app.close().then(() => {
      isClosed = true;
    });
    const [one, two] = [await held.next(), await held.next()];
    one.resolve('done');
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    two.reject(new Error('failed, and logged'));
    await closed;
    expect(isClosed).toBe(true);
  });
});
