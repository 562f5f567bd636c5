import { describe, expect, it } from '@jest/globals';
import { SerializedStorage } from '@memoir/core';
import { heldLoads } from '@memoir/core/testing';
import { JsonSerde } from '@memoir/serde-json';
import { MemoryStorage } from '@memoir/storage-memory';
import { answering, cachingServer } from './support/http-server.js';

const bodies = (received: readonly { readonly body: string }[]) => received.map(({ body }) => body);
const MINUTE = { 'cache-control': 'max-age=60' };

describe('RFC 9111, section 3: storing', () => {
  it.each([
    ['max-age', { 'cache-control': 'max-age=60' }],
    ['s-maxage', { 'cache-control': 's-maxage=60' }],
    ['public, max-age', { 'cache-control': 'Public, Max-Age=60' }],
    ['max-age, must-revalidate', { 'cache-control': 'max-age=60, must-revalidate' }],
    ['max-age, proxy-revalidate', { 'cache-control': 'max-age=60, proxy-revalidate' }],
    ['Expires', { expires: new Date(Date.now() + 600_000).toUTCString() }],
    ['max-age in a second line', { 'cache-control': ['public', 'max-age=60'] }],
  ])('an answer with %s is stored', async (_what, headers) => {
    const { get } = await cachingServer(answering(headers));
    expect(bodies([await get(), await get()])).toEqual(['answer 1', 'answer 1']);
  });

  it.each([
    ['no-store (5.2.2.5)', { 'cache-control': 'no-store, max-age=60' }],
    ['no-cache (5.2.2.4)', { 'cache-control': 'no-cache, max-age=60' }],
    ['private (5.2.2.7)', { 'cache-control': 'private, max-age=60' }],
    ['private for a field (5.2.2.7)', { 'cache-control': 'private="x, y", max-age=60' }],
    ['max-age=0 (5.2.2.1)', { 'cache-control': 'max-age=0' }],
    ['s-maxage=0 beside max-age (5.2.2.10)', { 'cache-control': 'max-age=60, s-maxage=0' }],
    ['an Expires that is no date (5.3)', { expires: '0' }],
    ['no lifetime at all (4.2.2)', { 'last-modified': new Date(0).toUTCString() }],
    ['Vary: * (4.1)', { ...MINUTE, vary: '*' }],
    ['a cookie, unless it is public (7.3)', { ...MINUTE, 'set-cookie': 'id=1' }],
    ['the first of two lifetimes being 0 (4.2.1)', { 'cache-control': 'max-age=0, max-age=60' }],
  ])('an answer with %s is not', async (_what, headers) => {
    const { get } = await cachingServer(answering(headers));
    expect(bodies([await get(), await get()])).toEqual(['answer 1', 'answer 2']);
  });

  it.each([
    [200, true],
    [203, true],
    [301, true],
    [404, true],
    [410, true],
    [302, true],
    [201, false],
    [400, false],
    [429, false],
    [500, false],
    [503, false],
  ])('an answer with status %p and a lifetime is stored: %p', async (status, isStored) => {
    const { get, calls } = await cachingServer(answering(MINUTE, status));
    const both = [await get(), await get()];
    expect(both.map((each) => each.status)).toEqual([status, status]);
    expect(calls).toHaveLength(isStored ? 1 : 2);
  });

  it('is by the age of what was modified last, as far as that is asked for (4.2.2)', async () => {
    const headers = { 'last-modified': new Date(Date.now() - 1_000_000).toUTCString() };
    const { get, clock } = await cachingServer(answering(headers), { heuristicShare: 0.1 });
    await get();
    await clock.advance('90s');
    expect((await get()).body).toBe('answer 1');
    await clock.advance('20s');
    expect((await get()).body).toBe('answer 2');
  });

  it('leaves out what concerns one connection alone (3.1)', async () => {
    const headers = { ...MINUTE, connection: 'x-hop', 'x-hop': '1', 'x-kept': '1', 'proxy-authenticate': 'Basic' };
    const { get } = await cachingServer(answering(headers));
    await get();
    const { headers: received } = await get();
    expect([received['x-hop'], received['proxy-authenticate'], received['x-kept']]).toEqual([
      undefined,
      undefined,
      '1',
    ]);
  });

  it('is not for what is asked for in parts (3.3)', async () => {
    const { get } = await cachingServer(answering(MINUTE));
    expect(bodies([await get('/', { range: 'bytes=0-1' }), await get('/', { range: 'bytes=0-1' })])).toEqual([
      'answer 1',
      'answer 2',
    ]);
  });
});

describe('RFC 9111, section 3.5: answers to who has shown who he is', () => {
  const ada = { authorization: 'Basic YWRh' };
  const bob = { authorization: 'Basic Ym9i' };

  it('are not stored', async () => {
    const { get } = await cachingServer(answering(MINUTE));
    expect(bodies([await get('/', ada), await get('/', bob), await get()])).toEqual([
      'answer 1',
      'answer 2',
      'answer 3',
    ]);
  });

  it.each(['public, max-age=60', 's-maxage=60', 'must-revalidate, max-age=60'])(
    'are stored with %s',
    async (control) => {
      const { get } = await cachingServer(answering({ 'cache-control': control }));
      expect(bodies([await get('/', ada), await get('/', bob)])).toEqual(['answer 1', 'answer 1']);
    },
  );

  it('are given to nobody who asks at the same time', async () => {
    const held = heldLoads<[who: string], string>();
    const { get } = await cachingServer(async (reply, request) => {
      const body = await held.load(request.headers.authorization!);
      return reply.headers(MINUTE).send(body);
    });
    const both = [get('/', ada), get('/', bob)];
    for (let call = 0; call < 2; call++) {
      const load = await held.next();
      load.resolve(`for ${load.args[0]}`);
    }
    expect(bodies(await Promise.all(both))).toEqual([`for ${ada.authorization}`, `for ${bob.authorization}`]);
  });
});

describe('RFC 9111, section 4: answering', () => {
  it('is for the same address, query and host alone', async () => {
    const { get } = await cachingServer(answering(MINUTE));
    await get('/a?x=1', { host: 'one' });
    const others = [get('/a?x=2', { host: 'one' }), get('/b?x=1', { host: 'one' }), get('/a?x=1', { host: 'two' })];
    expect(new Set(bodies(await Promise.all(others)))).toEqual(new Set(['answer 2', 'answer 3', 'answer 4']));
    expect((await get('/a?x=1', { host: 'ONE' })).body).toBe('answer 1');
  });

  it('tells the age in seconds, and keeps the date (4.2.3, 5.1)', async () => {
    const { get, clock } = await cachingServer(answering({ ...MINUTE, age: '5' }));
    const first = await get();
    await clock.advance(12_900);
    const second = await get();
    expect([first.headers.age, second.headers.age]).toEqual(['5', '17']);
    expect(second.headers.date).toBe(first.headers.date);
  });

  it('counts the age that an answer comes with (4.2.3)', async () => {
    const { get, clock } = await cachingServer(answering({ ...MINUTE, age: '50' }));
    await get();
    await clock.advance('9s');
    expect((await get()).body).toBe('answer 1');
    await clock.advance('1s');
    expect((await get()).body).toBe('answer 2');
  });

  it('ends with the lifetime; s-maxage counts before max-age, and that before Expires (4.2.1)', async () => {
    const expires = new Date(Date.now() + 3_600_000).toUTCString();
    for (const [control, seconds] of [
      ['max-age=10', 10],
      ['max-age=10, s-maxage=30', 30],
      ['max-age=60, must-revalidate', 60],
    ] as const) {
      const { get, clock } = await cachingServer(answering({ 'cache-control': control, expires }));
      await get();
      await clock.advance(seconds * 1_000 - 1);
      expect((await get()).body).toBe('answer 1');
      await clock.advance(1);
      expect((await get()).body).toBe('answer 2');
    }
  });

  it('gives HEAD the headers of what GET has stored, and stores it for GET (4)', async () => {
    const { get, send } = await cachingServer(answering(MINUTE));
    const head = await send('HEAD');
    expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '8' } });
    expect((await get()).body).toBe('answer 1');
    expect((await send('HEAD')).headers['cache-status']).toMatch(/^memoir; hit/);
  });

  it('is for safe methods alone (4, 4.4)', async () => {
    const { send, calls } = await cachingServer(answering(MINUTE));
    for (const method of ['POST', 'OPTIONS', 'POST', 'OPTIONS']) await send(method);
    expect(calls).toHaveLength(4);
  });

  it('says in Cache-Status what it did (RFC 9211)', async () => {
    const { get } = await cachingServer(answering(MINUTE));
    const both = [await get(), await get()];
    expect(both.map(({ headers }) => headers['cache-status'])).toEqual([
      'memoir; fwd=uri-miss; stored',
      'memoir; hit; ttl=60',
    ]);
  });
});

describe('RFC 9111, section 4: many requests at once', () => {
  it('are one call of the handler', async () => {
    const held = heldLoads<[], string>();
    const { get, calls, app } = await cachingServer(async (reply) => reply.headers(MINUTE).send(await held.load()));
    const arrived = new Promise<void>((resolve) => {
      let count = 0;
      app.server.on('request', () => ++count === 20 && resolve());
    });
    const all = Array.from({ length: 20 }, () => get());
    const load = await held.next();
    await arrived;
    load.resolve('once');
    expect(new Set(bodies(await Promise.all(all)))).toEqual(new Set(['once']));
    expect(calls).toHaveLength(1);
  });

  it('are each answered for itself where the answer may not be shared', async () => {
    const { get, calls } = await cachingServer(answering({ 'cache-control': 'private' }));
    const all = await Promise.all(Array.from({ length: 5 }, () => get()));
    expect([new Set(bodies(all)).size, calls.length]).toEqual([5, 5]);
  });

  it('go on when the client that came first goes away', async () => {
    const held = heldLoads<[], string>();
    const { get, calls } = await cachingServer(async (reply) => reply.headers(MINUTE).send(await held.load()));
    const first = get();
    const load = await held.next();
    const second = get();
    load.resolve('answer');
    expect(bodies(await Promise.all([first, second]))).toEqual(['answer', 'answer']);
    expect(calls).toHaveLength(1);
  });

  it('go straight through for a while once an answer was not to be shared, and are looked at again after it', async () => {
    let control = 'private';
    const { get, clock } = await cachingServer(
      (reply, _request, call) => reply.header('cache-control', control).send(`answer ${call}`),
      { passFor: '5s' },
    );
    await get();
    control = 'max-age=60';
    expect((await get()).headers['cache-status']).toBeUndefined();
    await clock.advance('5s');
    expect(bodies([await get(), await get()])).toEqual(['answer 3', 'answer 3']);
  });
});

describe('RFC 9111, section 4.1: Vary', () => {
  const byLanguage = { ...MINUTE, vary: 'Accept-Language' };

  it('keeps an answer for each value of the headers it names', async () => {
    const { get, calls } = await cachingServer(answering(byLanguage));
    const ask = async (language?: string) => (await get('/', language ? { 'accept-language': language } : {})).body;
    expect([await ask('en'), await ask('de'), await ask(), await ask('en'), await ask('de'), await ask()]).toEqual([
      'answer 1',
      'answer 2',
      'answer 3',
      'answer 1',
      'answer 2',
      'answer 3',
    ]);
    expect(calls).toHaveLength(3);
  });

  it('tells an absent header from an empty one, and takes white space around commas for nothing', async () => {
    const { get } = await cachingServer(answering(byLanguage));
    const ask = async (language: string) => (await get('/', { 'accept-language': language })).body;
    expect([await ask(''), (await get()).body, await ask('en,de'), await ask(' en , de ')]).toEqual([
      'answer 1',
      'answer 2',
      'answer 3',
      'answer 3',
    ]);
  });

  it('gives who joined the one who came first no answer for other values', async () => {
    const held = heldLoads<[language: unknown], string>();
    const { get } = await cachingServer(async (reply, { headers }) =>
      reply.headers(byLanguage).send(await held.load(headers['accept-language'])),
    );
    const both = [get('/', { 'accept-language': 'en' }), get('/', { 'accept-language': 'de' })];
    for (let call = 0; call < 2; call++) {
      const load = await held.next();
      load.resolve(`in ${String(load.args[0])}`);
    }
    expect(bodies(await Promise.all(both))).toEqual(['in en', 'in de']);
  });

  it('is forgotten for all values together by an invalidation', async () => {
    const { get, send } = await cachingServer((reply, request, call) => {
      if (request.method === 'GET') reply.headers(byLanguage);
      return reply.send(`answer ${call}`);
    });
    const ask = async (language: string) => (await get('/', { 'accept-language': language })).body;
    await ask('en');
    await ask('de');
    await send('POST');
    expect([await ask('de'), await ask('en')]).toEqual(['answer 4', 'answer 5']);
  });
});

describe('RFC 9111, section 4.2.4, and RFC 5861: stale answers', () => {
  it('are given at once while a new one is made, for as long as stale-while-revalidate says', async () => {
    const held = heldLoads<[], string>();
    const headers = { 'cache-control': 'max-age=10, stale-while-revalidate=20' };
    const { get, clock } = await cachingServer(async (reply) => reply.headers(headers).send(await held.load()));
    const first = get();
    (await held.next()).resolve('old');
    await first;
    await clock.advance('15s');
    const stale = await get();
    expect([stale.body, stale.headers.age, stale.headers['cache-status']]).toEqual([
      'old',
      '15',
      'memoir; hit; ttl=-5',
    ]);
    (await held.next()).resolve('new');
    await clock.advance(0);
    let answer = stale;
    for (let attempt = 0; attempt < 100 && answer.body === 'old'; attempt++) answer = await get();
    expect([answer.body, answer.headers.age]).toEqual(['new', '0']);

    await clock.advance('30s');
    const last = get();
    (await held.next()).resolve('newest');
    expect((await last).body).toBe('newest');
  });

  it.each([500, 502, 503, 504])('are given in place of a %p, for as long as stale-if-error says', async (status) => {
    let isDown = false;
    const { get, clock } = await cachingServer((reply) =>
      isDown
        ? reply.code(status).send('down')
        : reply.header('cache-control', 'max-age=10, stale-if-error=60').send('up'),
    );
    await get();
    isDown = true;
    await clock.advance('69s');
    expect(await get()).toMatchObject({ status: 200, body: 'up', headers: { age: '69' } });
    await clock.advance('1s');
    expect(await get()).toMatchObject({ status, body: 'down' });
  });

  it('are not given in place of an answer that is no failure', async () => {
    const { get, clock } = await cachingServer((reply, _request, call) =>
      call === 1
        ? reply.header('cache-control', 'max-age=10, stale-if-error=60').send('up')
        : reply.code(404).send('gone'),
    );
    await get();
    await clock.advance('20s');
    expect(await get()).toMatchObject({ status: 404, body: 'gone' });
  });

  it.each(['must-revalidate', 'proxy-revalidate', 's-maxage=10'])('are not given with %s (5.2.2)', async (strict) => {
    const control = `max-age=10, ${strict}, stale-while-revalidate=60, stale-if-error=60`;
    const { get, clock } = await cachingServer((reply, _request, call) =>
      call === 1 ? reply.header('cache-control', control).send('up') : reply.code(503).send('down'),
    );
    await get();
    await clock.advance('9s');
    expect((await get()).body).toBe('up');
    await clock.advance('1s');
    expect((await get()).status).toBe(503);
  });
});

describe('RFC 9111, section 4.3, and RFC 9110, section 13: validators', () => {
  it('are made where a handler gives none, weak ones or strong ones (RFC 9110, 8.8.3)', async () => {
    for (const [etag, pattern] of [
      ['weak', /^W\/"[\w-]{27}"$/],
      ['strong', /^"[\w-]{27}"$/],
    ] as const) {
      const { get } = await cachingServer(answering(MINUTE), { etag });
      const both = [await get(), await get()];
      expect(both[0]!.headers.etag).toMatch(pattern);
      expect(both[1]!.headers.etag).toBe(both[0]!.headers.etag);
    }
    const without = await cachingServer(answering(MINUTE), { etag: false });
    expect((await without.get()).headers.etag).toBeUndefined();
  });

  it.each([
    ['the same', '"v1"', '"v1"', 304],
    ['the same, weak on one side (8.8.3.2)', '"v1"', 'W/"v1"', 304],
    ['the same, weak on the other', 'W/"v1"', '"v1"', 304],
    ['one of several', '"v1"', '"v0", W/"v,2", "v1"', 304],
    ['any', '"v1"', '*', 304],
    ['another', '"v1"', '"v2"', 200],
    ['no tag', '"v1"', 'v1', 200],
  ])('answer If-None-Match with %s (13.1.2)', async (_what, etag, known, status) => {
    const { get, calls } = await cachingServer(answering({ ...MINUTE, etag }));
    const conditional = { 'if-none-match': known };
    const answers = [await get('/', conditional), await get('/', conditional)];
    expect(answers.map((each) => each.status)).toEqual([status, status]);
    expect(calls).toHaveLength(1);
  });

  it('answer If-Modified-Since, unless there is If-None-Match (13.1.3)', async () => {
    const at = (second: number) => new Date(Date.UTC(2020, 0, 1, 0, 0, second)).toUTCString();
    const { get } = await cachingServer(answering({ ...MINUTE, 'last-modified': at(10) }));
    const status = async (headers: Record<string, string>) => (await get('/', headers)).status;
    expect(await status({ 'if-modified-since': at(10) })).toBe(304);
    expect(await status({ 'if-modified-since': at(11) })).toBe(304);
    expect(await status({ 'if-modified-since': at(9) })).toBe(200);
    expect(await status({ 'if-modified-since': 'yesterday' })).toBe(200);
    expect(await status({ 'if-modified-since': at(11), 'if-none-match': '"other"' })).toBe(200);
  });

  it('send with 304 what a 200 would have said of itself, and no more (15.4.5)', async () => {
    const { get } = await cachingServer(
      answering({
        ...MINUTE,
        etag: '"v1"',
        vary: 'Accept',
        'content-location': '/1',
        'x-other': '1',
        'content-language': 'en',
      }),
    );
    await get();
    const { status, headers, body } = await get('/', { 'if-none-match': '"v1"' });
    expect([status, body]).toEqual([304, '']);
    expect(headers).toMatchObject({ etag: '"v1"', age: '0', vary: 'Accept', 'content-location': '/1', ...MINUTE });
    expect([headers['x-other'], headers['content-language']]).toEqual([undefined, undefined]);
    expect(headers.date).toBeDefined();
  });

  it('are for answers with status 200 (13.2.1)', async () => {
    const { get } = await cachingServer(answering({ ...MINUTE, etag: '"v1"' }, 404));
    expect((await get('/', { 'if-none-match': '"v1"' })).status).toBe(404);
  });

  it('answer HEAD, too', async () => {
    const { send } = await cachingServer(answering({ ...MINUTE, etag: '"v1"' }));
    expect((await send('HEAD', '/', { 'if-none-match': '"v1"' })).status).toBe(304);
  });
});

describe('RFC 9111, section 4.4: invalidation', () => {
  const server = (changed: { readonly status?: number; readonly headers?: Record<string, string> } = {}) =>
    cachingServer((reply, request, call) => {
      if (request.method === 'GET') return reply.headers(MINUTE).send(`answer ${call}`);
      return reply
        .code(changed.status ?? 200)
        .headers(changed.headers ?? {})
        .send('changed');
    });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('follows a %s of the address', async (method) => {
    const { get, send } = await server();
    await Promise.all([get('/a?x=1'), get('/b')]);
    await send(method, '/a?x=1');
    expect((await get('/a?x=1')).body).toBe('answer 4');
    expect((await get('/b')).headers['cache-status']).toMatch(/hit/);
  });

  it('follows a redirection, and no failure', async () => {
    for (const [status, isForgotten] of [
      [303, true],
      [204, true],
      [404, false],
      [500, false],
    ] as const) {
      const { get, send } = await server({ status });
      await get('/a');
      await send('POST', '/a');
      expect([status, (await get('/a')).body]).toEqual([status, isForgotten ? 'answer 3' : 'answer 1']);
    }
  });

  it('follows neither OPTIONS nor a HEAD', async () => {
    const { get, send } = await server();
    await get('/a');
    await send('OPTIONS', '/a');
    await send('HEAD', '/a');
    expect((await get('/a')).body).toBe('answer 1');
  });

  it.each(['location', 'content-location'])('reaches the address in %s, if it is on the same host', async (name) => {
    for (const [value, isForgotten] of [
      ['/users/1?full', true],
      ['1?full', true],
      ['http://one/users/1?full', true],
      ['http://two/users/1?full', false],
      ['http://[', false],
    ] as const) {
      const { get, send } = await server({ status: 201, headers: { [name]: value } });
      await get('/users/1?full', { host: 'one' });
      await send('POST', '/users/', { host: 'one' });
      const { body } = await get('/users/1?full', { host: 'one' });
      expect([value, body]).toEqual([value, isForgotten ? 'answer 3' : 'answer 1']);
    }
  });

  it('does not store what a handler began to answer before it', async () => {
    const held = heldLoads<[], string>();
    const { get, send } = await cachingServer(async (reply, request) =>
      request.method === 'GET' ? reply.headers(MINUTE).send(await held.load()) : 'changed',
    );
    const early = get();
    const load = await held.next();
    await send('POST');
    load.resolve('old');
    expect((await early).body).toBe('old');
    const late = get();
    (await held.next()).resolve('new');
    expect((await late).body).toBe('new');
  });

  it('reaches what is stored for those who have shown who they are', async () => {
    const { get, send } = await cachingServer((reply, _request, call) =>
      reply.header('cache-control', 'public, max-age=60').send(`answer ${call}`),
    );
    const known = { authorization: 'Basic YWRh' };
    await get('/', known);
    await send('POST');
    expect((await get('/', known)).body).toBe('answer 3');
  });
});

describe('RFC 9111, section 5.2.1: what requests ask for', () => {
  it.each([
    ['no-cache (5.2.1.4)', { 'cache-control': 'no-cache' }],
    ['max-age=0 (5.2.1.1)', { 'cache-control': 'max-age=0' }],
    ['Pragma: no-cache (5.4)', { pragma: 'no-cache' }],
  ])('%s makes a new answer, which is stored', async (_what, headers) => {
    const { get } = await cachingServer(answering(MINUTE));
    const all = [await get(), await get('/', headers), await get()];
    expect(bodies(all)).toEqual(['answer 1', 'answer 2', 'answer 2']);
    const deaf = await cachingServer(answering(MINUTE), { obeysReload: false });
    expect(bodies([await deaf.get(), await deaf.get('/', headers)])).toEqual(['answer 1', 'answer 1']);
  });

  it('max-age and min-fresh make a new one where the stored one is too old (5.2.1.1, 5.2.1.3)', async () => {
    const { get, clock } = await cachingServer(answering(MINUTE));
    const ask = async (control: string) => (await get('/', { 'cache-control': control })).body;
    await get();
    await clock.advance('20s');
    expect([await ask('max-age=20'), await ask('min-fresh=40')]).toEqual(['answer 1', 'answer 1']);
    expect(await ask('max-age=19')).toBe('answer 2');
    await clock.advance('20s');
    expect(await ask('min-fresh=41')).toBe('answer 3');
  });

  it('no-store goes past the cache (5.2.1.5)', async () => {
    const { get } = await cachingServer(answering(MINUTE));
    const all = [await get('/', { 'cache-control': 'no-store' }), await get(), await get()];
    expect(bodies(all)).toEqual(['answer 1', 'answer 2', 'answer 2']);
  });

  it('only-if-cached gets what is stored, or 504 (5.2.1.7)', async () => {
    const { get, calls } = await cachingServer(answering({ ...MINUTE, vary: 'accept' }));
    const control = { 'cache-control': 'only-if-cached' };
    expect((await get('/', control)).status).toBe(504);
    await get();
    await get('/', { accept: 'text/html' });
    expect(bodies([await get('/', control), await get('/', { ...control, accept: 'text/html' })])).toEqual([
      'answer 1',
      'answer 2',
    ]);
    expect((await get('/', { ...control, accept: 'image/png' })).status).toBe(504);
    expect(calls).toHaveLength(2);
  });
});

describe('answers in a storage that keeps bytes', () => {
  it('come back as they were, binary ones too, to every server on it', async () => {
    const store = new Map<string, Uint8Array>();
    const bytes = Buffer.from([0, 255, 128, 10, 13]);
    const storageOn = () =>
      new SerializedStorage(
        {
          read: async (key) => store.get(key),
          write: async (key, value) => void store.set(key, value),
          remove: async (key) => void store.delete(key),
        },
        { serde: new JsonSerde(), shared: true },
      );
    const headers = { ...MINUTE, 'content-type': 'image/png', 'x-list': ['a', 'b'] };
    const [one, two] = [
      await cachingServer((reply) => reply.headers(headers as never).send(bytes), { storage: storageOn() }),
      await cachingServer((reply) => reply.send('never'), { storage: storageOn() }),
    ];
    const first = await one.get('/', { host: 'same' });
    const second = await two.get('/', { host: 'same' });
    expect(second.body).toBe(first.body);
    expect(second.headers).toMatchObject({ 'content-type': 'image/png', 'x-list': 'a, b', 'content-length': '5' });
    expect(two.calls).toEqual([]);
  });
});

describe('routes', () => {
  it('that are not to be cached are left alone', async () => {
    const { get, app } = await cachingServer(answering(MINUTE), { everyRoute: false, storage: new MemoryStorage() });
    expect(bodies([await get(), await get()])).toEqual(['answer 1', 'answer 2']);
    expect((await get()).headers['cache-status']).toBeUndefined();
    expect(app.hasRoute({ method: 'GET', url: '/*' })).toBe(true);
  });
});
