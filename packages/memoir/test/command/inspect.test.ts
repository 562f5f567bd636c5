import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TieredStorage } from '@memoir/core';
import { heldLoads } from '@memoir/core/testing';
import { RedisCluster, RedisServer, until } from '@memoir/redis-test-server';
import { MemoryStorage } from '@memoir/storage-memory';
import { Cluster, Redis } from 'ioredis';
import { type Memoized, memoize } from 'memoir';
import { redis } from 'memoir/redis';

const workspace = fileURLToPath(new URL('../../../..', import.meta.url));
const command = join(workspace, 'packages/memoir/bin/memoir.js');
const compiler = join(workspace, 'node_modules/typescript/bin/tsc');
const PASSWORD = 'very-secret-password';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let server: RedisServer;
let client: Redis;
let namespaces = 0;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [compiler, '-b', 'packages/memoir'], { cwd: workspace });
  server = await RedisServer.start();
  client = new Redis(server.url);
}, 120_000);

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

afterAll(async () => {
  client.disconnect();
  await server.stop();
});

function run(args: readonly string[], { input = '', env = {} }: { input?: string; env?: object } = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { env: { ...process.env, ...env } });
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (bytes) => (text.stdout += bytes));
    child.stderr.on('data', (bytes) => (text.stderr += bytes));
    child.stdin.on('error', () => {}); // the command may end before it has read everything
    child.on('error', reject).on('close', (code) => resolve({ code: code!, ...text }));
    child.stdin.end(input);
  });
}

const inspect = (...args: string[]) => run(['inspect', server.url, ...args]);

async function json(...args: string[]): Promise<any[]> {
  const { stdout, stderr, code } = await inspect(...args, '--json');
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

type Cached = Memoized<(id: string) => Promise<unknown>>;

/** A function of this process, with a namespace that no other test has. */
function cachedHere(
  load: (id: string) => Promise<unknown> = async (id) => ({ id }),
  options: object = {},
): [Cached, string] {
  const namespace = `users${namespaces++}`;
  const storage = redis({ url: server.url });
  const cached = memoize(load, { namespace, storage, storageTimeout: '10s', ...options });
  closing.push(
    async () => storage.close(),
    () => cached.close(),
  );
  return [cached, namespace];
}

describe('memoir inspect', () => {
  it('lists the namespaces, with how many keys each has', async () => {
    const [cached, namespace] = cachedHere();
    await cached('ada');
    await cached('grace');

    expect((await inspect()).stdout).toMatch(new RegExp(`^namespace +keys\n(.*\n)*${namespace} +2\n`));
    expect(await json()).toContainEqual({ namespace, keys: 2 });
  });

  it('lists the keys of a namespace as they are, and no others', async () => {
    const [cached, namespace] = cachedHere();
    const keys = ['ada', 'with space', 'brace{}', '%:*?[a-z]', 'ünï', ''];
    for (const key of keys) await cached(key);
    const long = 'x'.repeat(300);
    await cached(long);
    const listed = await json('--namespace', namespace);

    expect(listed.map(({ key }) => key).sort()).toEqual([...keys, null].sort());
    expect(listed.find(({ key }) => key === null).name).toContain('%#');
    expect((await inspect('-n', namespace)).stdout.split('\n')).toEqual(
      expect.arrayContaining(['ada', '"with space"']),
    );
    expect(await json('-n', namespace, '--limit', '3')).toHaveLength(3);
    expect((await inspect('-n', 'nobody')).stdout).toBe('');
  });

  it('takes what a pattern means in a namespace for what it is', async () => {
    const storage = redis({ url: server.url });
    const [one, other] = ['a*', 'ab'].map((namespace) => memoize(async (id: string) => id, { namespace, storage }));
    closing.push(
      () => storage.close(),
      () => one!.close(),
      () => other!.close(),
    );
    await one!('ada');
    await other!('grace');

    expect((await inspect('-n', 'a*')).stdout).toBe('ada\n');
  });

  it('scans with SCAN, never with KEYS, and shows how far it is', async () => {
    const [cached, namespace] = cachedHere();
    await cached('ada');
    const others = Array.from({ length: 5_000 }, (_, index) => [`other:${index}`, '1']).flat();
    await client.mset(others);
    await client.config('RESETSTAT');
    const { stdout, stderr } = await inspect('-n', namespace, '--progress');
    const stats = await client.info('commandstats');

    expect(stdout).toBe('ada\n');
    expect(stderr).toMatch(/\d+ of \d+ keys/);
    expect(stats).toMatch(/cmdstat_scan:calls=([5-9]|\d\d)/);
    expect(stats).not.toContain('cmdstat_keys');
    expect((await inspect('-n', namespace)).stderr).toBe('');
  });

  it('shows what stands under a key, and its value only if asked', async () => {
    const [cached, namespace] = cachedHere(async (id) => ({ id, since: new Date(0) }), {
      resultTags: () => ['team:red'],
      updateAfter: '1m',
      expireAfter: '5m',
    });
    await cached('ada');
    const [shown] = await json('show', 'ada', '-n', namespace);
    const [valued] = await json('show', 'ada', '-n', namespace, '--values');
    const text = await inspect('show', 'ada', '-n', namespace);
    const textValued = await inspect('show', 'ada', '-n', namespace, '--values');

    expect(shown).toMatchObject({ namespace, key: 'ada', isServed: true, tags: ['team:red'], reasons: [] });
    expect(shown.serde).toBe('memoir-json/1');
    expect(shown.size).toBeGreaterThan(shown.valueSize);
    expect(shown.staleAt - shown.createdAt).toBe(60_000);
    expect(shown.age).toBeGreaterThanOrEqual(0);
    expect(JSON.stringify(shown)).not.toContain('1970');
    expect(JSON.stringify(valued.value)).toContain('1970');
    expect(text.stdout).toMatch(/^ada\n(.*\n)* {2}tags +team:red\n/);
    expect(text.stdout).not.toContain('1970');
    expect(textValued.stdout).toContain('since: 1970-01-01T00:00:00.000Z');
  });

  it('finds the key of a call by its arguments', async () => {
    const [cached, namespace] = cachedHere(async (...args: unknown[]) => args) as unknown as [
      Memoized<(...args: unknown[]) => Promise<unknown>>,
      string,
    ];
    await cached('ada', 7, { page: 1 });

    const [shown] = await json('show', '-n', namespace, '--arguments', '["ada", 7, {"page": 1}]');

    expect(shown.isServed).toBe(true);
  });

  it('ends with 3 where nothing stands', async () => {
    const [, namespace] = cachedHere();
    const { code, stdout } = await inspect('show', 'ada', '-n', namespace);

    expect(code).toBe(3);
    expect(stdout).toContain('nothing stands in Redis');
  });

  it('explains a key: hit, miss, and whose lease there is to wait for', async () => {
    const loads = heldLoads<[id: string], unknown>();
    const [cached, namespace] = cachedHere(loads.load);
    const first = cached('ada');
    (await loads.next()).resolve('Ada');
    await first;
    const loading = cached('grace');
    const held = await loads.next();
    const explained = await json('explain', 'ada', 'grace', 'edsger', '-n', namespace);
    held.resolve('Grace');
    await loading;

    expect(explained.map(({ verdict }) => verdict)).toEqual(['hit', 'wait', 'miss']);
    expect(explained[1].lease.remaining).toBeGreaterThan(0);
    expect((await inspect('explain', 'ada', '-n', namespace)).stdout).toMatch(/^ada: hit\n {2}a fresh value\n/);
  });

  it('invalidates a key as a process does: a load that is under way is not stored', async () => {
    const loads = heldLoads<[id: string], unknown>();
    const [cached, namespace] = cachedHere(loads.load);
    const early = cached('ada');
    const held = await loads.next();
    const { stdout, code } = await inspect('invalidate', 'ada', '-n', namespace, '--yes');
    held.resolve('old');

    expect({ stdout, code }).toEqual({ stdout: `invalidated the key ada of ${namespace}\n`, code: 0 });
    expect(await early).toBe('old');
    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('invalidates in front of Redis, too: near tiers hear of it by the log', async () => {
    const far = redis({ url: server.url });
    const storage = new TieredStorage(new MemoryStorage(), far, { maxStaleness: '1h' });
    const [cached, namespace] = cachedHere(undefined, {
      storage,
      resultTags: (_: unknown, id: string) => [`user:${id}`],
    });
    closing.push(
      () => far.close(),
      async () => storage.close(),
    );
    const isNear = async (id: string) => {
      await cached(id);
      return ((await cached.explain(id)) as any).tiers[0].isServed;
    };
    for (const id of ['ada', 'grace', 'edsger']) await until(() => isNear(id));

    await inspect('invalidate', 'ada', '-n', namespace, '-y');
    await until(async () => (await cached.peek('ada')) === undefined);
    expect(await cached.peek('grace')).toBeDefined();
    await inspect('invalidate', '--tag', 'user:grace', '-y');
    await until(async () => (await cached.peek('grace')) === undefined);
    expect(await cached.peek('edsger')).toBeDefined();
    await inspect('invalidate', '--everything', '-n', namespace, '-y');
    await until(async () => (await cached.peek('edsger')) === undefined);
  });

  it('asks before it invalidates, and takes silence for no', async () => {
    const [cached, namespace] = cachedHere();
    await cached('ada');
    const args = ['inspect', server.url, 'invalidate', 'ada', '-n', namespace];
    const silent = await run(args);
    const no = await run(args, { input: 'n\n' });
    const stood = await cached.peek('ada');
    const yes = await run(args, { input: 'y\n' });

    for (const { code, stdout, stderr } of [silent, no]) {
      expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
      expect(stderr).toContain(`Invalidate the key ada of ${namespace} in redis://`);
      expect(stderr).toContain('nothing was invalidated');
    }
    expect(stood).toBeDefined();
    expect(yes.code).toBe(0);
    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('prints no password, whatever goes wrong', async () => {
    await client.call('ACL', 'SETUSER', 'looker', 'on', `>${PASSWORD}`, '~*', '&*', '+@all');
    const [cached, namespace] = cachedHere();
    await cached('ada');
    const { host } = new URL(server.url);
    const right = `redis://looker:${PASSWORD}@${host}`;
    const wrong = `redis://looker:not-${PASSWORD}@${host}`;
    const nowhere = `redis://looker:${PASSWORD}@127.0.0.1:1`;
    const asked = await run(['inspect', right, 'invalidate', 'ada', '-n', namespace], { input: 'y\n' });
    const refused = await run(['inspect', wrong]);
    const unreachable = await run(['inspect', nowhere]);
    const senseless = await run(['inspect', right, 'wash']);
    const byEnvironment = await run(['inspect', `redis://looker@${host}`], { env: { REDIS_PASSWORD: PASSWORD } });

    expect([asked, refused, unreachable, senseless, byEnvironment].map(({ code }) => code)).toEqual([0, 1, 1, 2, 0]);
    for (const { stdout, stderr } of [asked, refused, unreachable, senseless, byEnvironment]) {
      expect(stdout + stderr).not.toContain(PASSWORD);
    }
    expect(unreachable.stderr).toContain('cannot reach redis://127.0.0.1:1: ');
  });

  it.each([
    [['wash'], "the one command is 'inspect'"],
    [['inspect'], 'inspect which Redis?'],
    [['inspect', 'http://127.0.0.1'], 'the URL begins with redis://'],
    [['inspect', 'redis://127.0.0.1', 'show', 'ada'], '--namespace'],
    [['inspect', 'redis://127.0.0.1', 'show', '-n', 'users'], 'show which key?'],
    [['inspect', 'redis://127.0.0.1', 'invalidate', '-n', 'users'], 'invalidate takes keys'],
    [['inspect', 'redis://127.0.0.1', 'list', '--everything', '-n', 'users'], 'are for invalidate'],
    [['inspect', 'redis://127.0.0.1', 'show', '-n', 'users', '-a', '{'], '--arguments is a JSON array'],
    [['inspect', 'redis://127.0.0.1', '--limit', '0'], '--limit'],
    [['inspect', 'redis://127.0.0.1', '--wat'], '--wat'],
  ])('ends with 2 for %j', async (args, message) => {
    const { code, stdout, stderr } = await run(args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('explains itself', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: memoir inspect') });
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});

describe('memoir inspect on a Cluster', () => {
  it('lists the keys of every master, shows and invalidates', async () => {
    const cluster = await RedisCluster.start();
    closing.push(() => cluster.stop());
    const { url } = cluster.masters[0]!.server;
    const ioredis = new Cluster([url]);
    ioredis.on('error', () => undefined);
    closing.push(async () => ioredis.disconnect());
    const storage = redis({ client: ioredis });
    const cached = memoize(async (id: string) => id, { namespace: 'users', storage, storageTimeout: '10s' });
    closing.push(
      () => storage.close(),
      () => cached.close(),
    );
    const keys = Array.from({ length: 30 }, (_, index) => `key${index}`);
    await Promise.all(keys.map((key) => cached(key)));
    const listed = await run(['inspect', url, '-n', 'users']);
    const shown = await run(['inspect', url, 'show', 'key7', '-n', 'users']);
    const gone = await run(['inspect', url, 'invalidate', 'key7', '-n', 'users', '-y']);

    expect(listed.stdout.split('\n').filter(Boolean).sort()).toEqual([...keys].sort());
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(gone).toMatchObject({ code: 0, stderr: '' });
    expect(await cached.peek('key7')).toBeUndefined();
    expect(await cached.peek('key8')).toBeDefined();
  }, 60_000);
});
