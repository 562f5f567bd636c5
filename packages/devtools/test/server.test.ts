import { request } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createMemoizer, liveFunctions, standardConfiguration } from '@memoir/core';
import { MemoryStorage } from '@memoir/storage-memory';
import { type Devtools, type DevtoolsOptions, startDevtools } from '../src/index.js';

let devtools: Devtools | undefined;

afterEach(() => devtools?.close());

async function start(options: DevtoolsOptions = {}) {
  const lines: string[] = [];
  devtools = await startDevtools({ log: (line) => lines.push(line), ...options });
  const { origin, hash, host } = new URL(devtools.url);
  return { origin, host, token: hash.slice(1), lines, url: devtools.url };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** With `Host` as it is given, which `fetch` would not allow. */
function ask(origin: string, path: string, { method = 'GET', headers = {}, body = '' } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, origin), { method, headers }, (response) => {
      let text = '';
      const answer = () => resolve({ status: response.statusCode!, headers: response.headers, body: text });
      response.on('data', (bytes) => {
        text += bytes;
        if (/event-stream/.test(response.headers['content-type']!)) {
          answer();
          response.destroy();
        }
      });
      response.on('end', answer);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const json = { 'content-type': 'application/json' };

describe('the devtools', () => {
  it('print their address, with a token that no request has in it, and listen on the loopback interface', async () => {
    const { lines, url } = await start();

    expect(lines).toEqual([`memoir devtools: ${url}`]);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{32}$/);
  });

  it('refuse names that lead here from elsewhere, and other origins and sites', async () => {
    const { origin, host, token } = await start();
    const port = host.split(':')[1];
    const status = async (headers: object) => (await ask(origin, `/live?token=${token}`, { headers })).status;

    expect(await status({ host: 'evil.example' })).toBe(403);
    expect(await status({ host: `evil.example:${port}` })).toBe(403);
    expect(await status({ host: '127.0.0.1' })).toBe(403);
    expect(await status({ host, origin: 'http://evil.example' })).toBe(403);
    expect(await status({ host, origin: 'null' })).toBe(403);
    expect(await status({ host, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await status({ host, 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await status({ host: `localhost:${port}`, origin: `http://localhost:${port}` })).toBe(200);
    expect(await status({ host, origin, 'sec-fetch-site': 'same-origin' })).toBe(200);
  });

  it('tell and do nothing without the token', async () => {
    const { memoize } = createMemoizer(standardConfiguration(new MemoryStorage()));
    const cached = memoize(async (id: string) => id, { namespace: 'users' });
    await cached('ada');
    const { origin, token } = await start();
    const { id } = liveFunctions().find(({ namespace }) => namespace === 'users')!;
    const body = JSON.stringify({ id, arguments: ['ada'] });
    const invalidate = (headers: object) =>
      ask(origin, '/invalidate', { method: 'POST', headers: { ...json, ...headers }, body });
    const refused = [
      await ask(origin, '/live'),
      await ask(origin, '/live?token=x'),
      await invalidate({}),
      await invalidate({ 'x-memoir-token': `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}` }),
    ];
    const stood = await cached.peek('ada');
    const done = await invalidate({ 'x-memoir-token': token });

    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(stood).toBeDefined();
    expect(done).toMatchObject({ status: 200, body: '{"key":"ada"}' });
    expect(await cached.peek('ada')).toBeUndefined();
    await cached.close();
  });

  it('do what is asked by POST and as JSON alone, and nothing for what makes no sense', async () => {
    const { origin, token } = await start();
    const post = (body: string, headers: object = json) =>
      ask(origin, '/invalidate', { method: 'POST', headers: { 'x-memoir-token': token, ...headers }, body });

    expect((await ask(origin, '/invalidate', { headers: { 'x-memoir-token': token } })).status).toBe(405);
    expect((await ask(origin, '/', { method: 'DELETE' })).status).toBe(405);
    expect((await post('{"id":1}', { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await post('{')).status).toBe(400);
    expect((await post('7')).status).toBe(400);
    expect((await post('{"id":-1,"arguments":[]}')).body).toContain('the function is gone');
    expect((await post(JSON.stringify({ id: 1, arguments: ['x'.repeat(70_000)] }))).body).toContain('too long');
  });

  it('send a page that runs its own scripts and nothing else', async () => {
    const { origin } = await start();
    const { headers, body } = await ask(origin, '/');
    const policy = String(headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/.exec(policy)![1];
    const { imports } = JSON.parse(/<script type="importmap"[^>]*>(.*)<\/script>/.exec(body)![1]!);

    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|http|\*/);
    expect(body).toContain(`nonce="${nonce}"`);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    for (const path of ['/page.css', ...(Object.values(imports) as string[])]) {
      expect(await ask(origin, path)).toMatchObject({ status: 200 });
    }
  });

  it.each([
    '/page/../../package.json',
    '/page/%2e%2e/index.js',
    '/library/../package.js',
    '/library/x.js',
    '/etc/passwd',
    '/constructor',
  ])('has nothing under %s', async (path) => {
    const { host, origin } = await start();
    const { status } = await new Promise<{ status: number }>((resolve, reject) => {
      const [hostname, port] = host.split(':');
      request({ hostname, port, path }, (response) => resolve({ status: response.resume().statusCode! }))
        .on('error', reject)
        .end();
    });

    expect(status).toBe(404);
    expect(origin).toContain(host);
  });

  it('are not for production, unless it is asked for', async () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      await expect(start()).rejects.toThrow('development');
      expect((await start({ allowProduction: true })).lines).toHaveLength(1);
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });

  it('refuse a port that is none, and tell of one that is taken', async () => {
    const { host } = await start();

    await expect(startDevtools({ port: 70_000 })).rejects.toThrow('port is a whole number');
    await expect(startDevtools({ port: Number(host.split(':')[1]) })).rejects.toThrow('EADDRINUSE');
  });

  it('cost a hit nothing: no listener for hits', async () => {
    const { lineOf } = await import('../../core/src/memoized-function.js');
    const { memoize } = createMemoizer(standardConfiguration(new MemoryStorage()));
    const cached = memoize(async (id: string) => id, { namespace: 'users' });
    await start();

    expect(lineOf(cached)!.recorder.hearsHits).toBe(false);
    expect(lineOf(cached)!.recorder.hearsWaits).toBe(false);
    await cached.close();
  });

  it('leave nothing behind when they are closed', async () => {
    const { memoize } = createMemoizer(standardConfiguration(new MemoryStorage()));
    const cached = memoize(async (id: string) => id, { namespace: 'users' });
    const { origin } = await start();
    await devtools!.close();

    await expect(ask(origin, '/')).rejects.toThrow('ECONNREFUSED');
    await cached('ada');
    await cached.close();
  });
});
