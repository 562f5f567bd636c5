import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FiguresSource } from '../../src/packages-service/figures-source.js';
import { listen, stop } from '../../src/packages-service/listen.js';
import { createService } from '../../src/packages-service/service.js';
import { uncachedFigures } from '../../src/packages-service/uncached-figures.js';
import { FixtureStore } from './fixture-store.js';

let store: FixtureStore;
let ended: (() => Promise<void>)[];
beforeEach(async () => {
  store = await FixtureStore.create();
  ended = [() => store.remove()];
});
afterEach(async () => {
  for (const end of ended.reverse()) await end();
});

interface Received {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

async function setUp(overrides: Partial<FiguresSource> = {}) {
  const errors: unknown[] = [];
  const source = { ...uncachedFigures([store.path]), ...overrides };
  const server = createService(source, (error) => errors.push(error));
  const port = await listen(server);
  ended.push(() => stop(server));
  // node:http sends the path as it is, where `fetch` would resolve the dots in it
  const send = (method: string, path: string) =>
    new Promise<Received>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, method, path, agent: false }, async (response) => {
        let body = '';
        for await (const chunk of response) body += chunk;
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
      sent.on('error', reject).end();
    });
  return { server, source, errors, send, get: (path: string) => send('GET', path) };
}

describe('GET /packages/:name', () => {
  it('answers with the figures of a package', async () => {
    await store.add({ name: 'left', version: '1.0.0', license: 'MIT' }, { 'index.js': '\n' });
    const { get } = await setUp();

    const { status, headers, body } = await get('/packages/left');

    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toMatchObject({
      name: 'left',
      versions: ['1.0.0'],
      licences: ['MIT'],
      files: 2,
      lines: 1,
    });
  });

  it.each(['/packages/%40my%2Fleft', '/packages/@my/left', '/packages/@my%2fleft?pretty'])(
    'answers about a scoped package as %s',
    async (path) => {
      await store.add({ name: '@my/left', version: '1.0.0' });
      const { get } = await setUp();

      expect(JSON.parse((await get(path)).body)).toMatchObject({ name: '@my/left' });
    },
  );

  it('answers 404 about a package that is not installed', async () => {
    const { get } = await setUp();

    expect(await get('/packages/right')).toMatchObject({ status: 404, body: '{"error":"right is not installed"}' });
  });

  it.each([
    '/packages/',
    '/packages/..',
    '/packages/../../etc/passwd',
    '/packages/..%2f..%2fetc%2fpasswd',
    '/packages/%2e%2e',
    '/packages/%2e%2e%2fleft',
    '/packages/left%2f..%2fleft',
    '/packages/left%00',
    '/packages/%2fetc%2fpasswd',
    '/packages/..%5cleft',
    '/packages/%252e%252e',
    '/packages/%',
    '/packages/%ff',
    '/packages/left/more',
    `/packages/${'x'.repeat(300)}`,
  ])('answers 400 to %s and asks nobody for it', async (path) => {
    const asked: string[] = [];
    const { get } = await setUp({ figuresOf: async (name) => void asked.push(name) });

    expect((await get(path)).status).toBe(400);
    expect(asked).toEqual([]);
  });

  it('answers 500 when the figures cannot be computed, keeps the reason to itself and stays up', async () => {
    const reason = new Error('EACCES: permission denied, secret');
    const { get, errors } = await setUp({ figuresOf: () => Promise.reject(reason) });

    const { status, body } = await get('/packages/left');

    expect(status).toBe(500);
    expect(body).not.toContain('secret');
    expect(errors).toEqual([reason]);
    expect((await get('/statistics')).status).toBe(200);
  });
});

describe('POST /packages/:name/invalidate', () => {
  it('invalidates that package', async () => {
    const invalidated: string[] = [];
    const { send } = await setUp({ invalidate: async (name) => void invalidated.push(name) });

    expect((await send('POST', '/packages/%40my%2Fleft/invalidate')).status).toBe(200);
    expect(invalidated).toEqual(['@my/left']);
  });

  it('answers 400 to a bad name', async () => {
    const { send } = await setUp();

    expect((await send('POST', '/packages/..%2fleft/invalidate')).status).toBe(400);
  });

  it('answers 500 when the invalidation fails', async () => {
    const { send, errors } = await setUp({ invalidate: () => Promise.reject(new Error('no')) });

    expect((await send('POST', '/packages/left/invalidate')).status).toBe(500);
    expect(errors).toHaveLength(1);
  });
});

describe('the rest of the service', () => {
  it('shows a page with a link to every package', async () => {
    await store.add({ name: '@my/left', version: '1.0.0' });
    const { get } = await setUp();

    const { status, headers, body } = await get('/');

    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toContain('<a href="/packages/%40my%2Fleft">@my/left</a>');
    expect(body).toContain("fetch('/statistics')");
  });

  it('lets no name become markup', async () => {
    const { get } = await setUp({ names: async () => ['<img src=x>"'] });

    expect((await get('/')).body).not.toContain('<img');
  });

  it('gives the statistics, with the loads of each package', async () => {
    await store.add({ name: 'left', version: '1.0.0' });
    const { get } = await setUp();
    await get('/packages/left');
    await get('/packages/left');

    expect(JSON.parse((await get('/statistics')).body)).toMatchObject({ calls: 2, loads: 2, loadsByName: { left: 2 } });
  });

  it.each([
    ['POST', '/', 'GET'],
    ['DELETE', '/statistics', 'GET'],
    ['PUT', '/packages/left', 'GET'],
    ['GET', '/packages/left/invalidate', 'POST'],
  ])('answers 405 to %s %s and says that %s is allowed', async (method, path, allow) => {
    const { send } = await setUp();

    expect(await send(method, path)).toMatchObject({ status: 405, headers: { allow } });
  });

  it('answers HEAD as GET, without a body', async () => {
    await store.add({ name: 'left', version: '1.0.0' });
    const { send } = await setUp();

    expect(await send('HEAD', '/packages/left')).toMatchObject({ status: 200, body: '' });
  });

  it.each(['/nothing', '/packages', '//', '/statistics/'])('answers 404 to %s', async (path) => {
    const { get } = await setUp();

    expect((await get(path)).status).toBe(404);
  });

  it('listens on loopback only', async () => {
    const { server } = await setUp();

    expect(server.address()).toMatchObject({ address: '127.0.0.1' });
  });
});
