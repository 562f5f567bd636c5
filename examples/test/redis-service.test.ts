import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type RedisForTests, redisForTests } from '@memoir/redis-test-server';
import type { FastifyInstance } from 'fastify';
import { memoize } from 'memoir';
import { RateError, type Rates } from '../src/redis-service/rates.js';
import { ratesService } from '../src/redis-service/service.js';
import { buildExamples, runExample } from './support/run-example.js';

const PRINTED = `3 processes, 20 requests to each at once
EUR, cold: 60 x 1.08; loads: 1
EUR, warm: 60 x 1.08; loads: 0
EUR, after POST to one process: 60 x 1.25; loads: 1
CHF, cold, and the process that loads is killed: 40 x 1.13, 20 x no answer; loads: 2
CHF, with a new process in its place: 60 x 1.13; loads: 0
`;

describe('redis-service', () => {
  let redis: RedisForTests;

  beforeAll(buildExamples, 120_000);
  beforeAll(async () => {
    redis = await redisForTests();
  });
  afterAll(() => redis.close());

  // Its processes print where it does, so its output ends only when they have ended.
  it('loads once for all processes, answers the new rate everywhere, has one successor, and ends', async () => {
    expect(await runExample('redis-service/main.js', redis.url)).toEqual({ stdout: PRINTED, stderr: '', code: 0 });
  }, 60_000);

  it('leaves no process behind when it is killed', async () => {
    const main = fileURLToPath(new URL('../dist/redis-service/main.js', import.meta.url));
    const child = spawn(process.execPath, [main, redis.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    await once(createInterface(child.stdout), 'line'); // all processes listen

    child.kill('SIGKILL');

    expect(await closed).toEqual([null, 'SIGKILL']);
  });

  it('ends with code 1 where it cannot forget what an earlier run has left', async () => {
    const { code, stderr } = await runExample('redis-service/main.js', 'redis://127.0.0.1:1');

    expect(code).toBe(1);
    expect(stderr).toContain('/rates answered 500');
  });
});

describe('one process of it', () => {
  const services: FastifyInstance[] = [];
  afterEach(() => Promise.all(services.splice(0).map((service) => service.close())));

  const setUp = async () => {
    const stored = new Map([['EUR', 1.08]]);
    const rates: Rates = {
      async read(currency) {
        const rate = stored.get(currency);
        if (rate === undefined) throw new RateError(currency, 404);
        return rate;
      },
      async write(currency, rate) {
        stored.set(currency, rate);
      },
    };
    const getRate = memoize((currency: string) => rates.read(currency));
    const service = ratesService(getRate, rates);
    services.push(service);
    const url = await service.listen({ host: '127.0.0.1', port: 0 });
    const get = (currency: string) => fetch(`${url}/rates/${currency}`);
    const post = (body: unknown) =>
      fetch(`${url}/rates/EUR`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const remove = () => fetch(`${url}/rates`, { method: 'DELETE' });
    return { stored, get, post, remove, getRate };
  };

  it('answers a rate from the cache until it is written', async () => {
    const { stored, get, post, getRate } = await setUp();

    expect(await (await get('EUR')).json()).toEqual({ currency: 'EUR', rate: 1.08 });
    stored.set('EUR', 1.1);
    expect(await (await get('EUR')).json()).toEqual({ currency: 'EUR', rate: 1.08 });
    expect(await (await post({ rate: 1.25 })).json()).toEqual({ currency: 'EUR', rate: 1.25 });
    expect(await (await get('EUR')).json()).toEqual({ currency: 'EUR', rate: 1.25 });
    expect(getRate.statistics().loads).toBe(2);
  });

  it('forgets everything on DELETE', async () => {
    const { stored, get, remove } = await setUp();
    await get('EUR');
    stored.set('EUR', 1.1);

    expect((await remove()).status).toBe(204);
    expect(await (await get('EUR')).json()).toEqual({ currency: 'EUR', rate: 1.1 });
  });

  it('passes on the status of the source, and asks it again next time', async () => {
    const { stored, get } = await setUp();

    expect((await get('XXX')).status).toBe(404);
    stored.set('XXX', 2);
    expect(await (await get('XXX')).json()).toEqual({ currency: 'XXX', rate: 2 });
  });

  it.each([{ rate: 0 }, { rate: 'much' }, {}])('refuses to write %j', async (body) => {
    const { stored, post } = await setUp();

    expect((await post(body)).status).toBe(400);
    expect(stored.get('EUR')).toBe(1.08);
  });

  it('refuses what is no currency', async () => {
    const { get } = await setUp();

    expect((await get('euro')).status).toBe(400);
  });
});
