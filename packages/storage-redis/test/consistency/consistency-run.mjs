import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RedisServer } from '@memoir/redis-test-server';
import { Redis } from 'ioredis';
import { violationsIn } from './checker.mjs';
import { makeFaults } from './faults.mjs';
import { randomFrom } from './random.mjs';
import { Source } from './source.mjs';

const PROCESSES = 5;
const LEASE_FOR = 400;
const KEYS = Array.from({ length: 8 }, (_, number) => `key-${number}`);
const CLIENT = fileURLToPath(new URL('client.mjs', import.meta.url));

/**
 * Processes that read, write, invalidate and clear what they share in one Redis, while it and they meet faults.
 *
 * @param plainSet the bug put in: what is loaded is stored without comparing
 * @returns what happened, and every read that was older than an invalidation which had ended before it began
 */
export async function consistencyRun({ seconds, seed, plainSet = false }) {
  const server = await RedisServer.start();
  const redis = new Redis(server.url, { retryStrategy: () => 20 });
  redis.on('error', () => undefined);
  const source = new Source(KEYS);
  const history = [];
  const clients = Array.from({ length: PROCESSES }, (_, index) =>
    startClient({ url: server.url, keys: KEYS, seed: seed + 1 + index, by: index, plainSet, leaseFor: LEASE_FOR }),
  );
  const results = clients.map((client) => resultOf(client, source, history));
  try {
    let isOver = false;
    const run = { server, redis, clients, random: randomFrom(seed), leaseFor: LEASE_FOR };
    const faulting = makeFaults(run, () => isOver);
    await Promise.race([sleep(seconds * 1_000), Promise.all(results)]);
    isOver = true;
    const faults = await Promise.race([faulting, sleep(20_000, undefined, { ref: false })]);
    if (faults === undefined) throw new Error('a fault does not end');
    for (const client of clients) client.send({ stop: true });
    return reportOf(history, await Promise.all(results), faults);
  } finally {
    redis.disconnect();
    for (const client of clients) client.kill('SIGKILL');
    await server.stop();
  }
}

function startClient(task) {
  return fork(CLIENT, [JSON.stringify(task)], { execArgv: ['--unhandled-rejections=strict'] });
}

/** Answers its questions and gathers what it tells until it ends. */
async function resultOf(client, source, history) {
  let result;
  client.on('message', (message) => {
    // Nobody may be there any more: a refresh behind the scenes asks, and its process ends.
    if (message.ask) client.send({ id: message.id, answer: source.answer(message) }, () => undefined);
    if (message.history) history.push(...message.history);
    if (message.unanswered) console.error('calls that nobody answered:', message.unanswered);
    if (message.result) result = message.result;
  });
  const [code] = await once(client, 'exit');
  if (code !== 0 || result === undefined) throw new Error(`a process ended with ${code} before it was done`);
  return result;
}

function reportOf(history, results, faults) {
  const sum = (name) => results.reduce((total, result) => total + result[name], 0);
  const invalidations = history.filter(({ kind }) => kind === 'invalidation');
  const confirmed = invalidations.filter((event) => event.confirmed).length;
  const violations = violationsIn(history);
  return {
    reads: history.length - invalidations.length,
    hits: sum('hits'),
    loads: sum('loads'),
    invalidationsConfirmed: confirmed,
    invalidationsUnconfirmed: invalidations.length - confirmed,
    faults,
    plainSets: sum('plainSets'),
    violations: violations.length,
    examples: violations.slice(0, 3),
  };
}
