// One of the processes of a consistency run; started by it, with its task as the argument.
import './shifted-clock.mjs';
import { Buffer } from 'node:buffer';
import { clearTimeout, setTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMemoizer, liveFunctionOf, standardConfiguration, withWrite } from '@memoir/core';
import { RedisStorage } from '@memoir/storage-redis';
import { Cluster, Redis } from 'ioredis';
import { nearTierOf } from './near-tier.mjs';
import { now } from './now.mjs';
import { storeByPlainSet } from './plain-set.mjs';
import { randomFrom } from './random.mjs';
import { RemoteSource } from './source.mjs';

const WORKERS = 8;
const HISTORY_PART = 500;
/** Milliseconds after the last fault by which every call has to be answered. */
const PATIENCE = 10_000;
/** Milliseconds after which a process that should have ended says why it has not. */
const HOLDS_OUT = 10_000;

const { way, keys, seed, by, plainSet, leaseFor, confirmingReplicas, near } = JSON.parse(process.argv[2]);
const random = randomFrom(seed);
const source = new RemoteSource();
const plainSets = plainSet ? storeByPlainSet() : () => 0;
const serde = {
  id: 'json',
  serialize: (value) => Buffer.from(JSON.stringify(value)),
  deserialize: (bytes) => JSON.parse(Buffer.from(bytes).toString()),
};
const client = clientFor(way);
const far = new RedisStorage({
  ...(client === undefined ? { url: way.url } : { client }),
  serde,
  leaseFor,
  confirmingReplicas,
});
const storage = near === undefined ? far : nearTierOf(far, near);

/** @returns `undefined` where the storage makes its own */
function clientFor({ url, sentinels, nodes, natMap }) {
  if (url !== undefined) return undefined;
  const one = { maxRetriesPerRequest: 0, socketTimeout: 2_000, autoResendUnfulfilledCommands: false };
  const soon = () => 50;
  const made =
    sentinels === undefined
      ? new Cluster(nodes, { natMap, redisOptions: one, slotsRefreshInterval: 1_000, clusterRetryStrategy: soon })
      : new Redis({ ...sentinels, ...one, retryStrategy: soon, sentinelRetryStrategy: soon });
  made.on('error', () => undefined);
  return made;
}

let loads = 0;
const { memoize } = createMemoizer(standardConfiguration(storage));
const versionOf = memoize(
  async (key) => {
    loads++;
    const version = await source.read(key);
    // What takes long after the source was read is what an invalidation can overtake; a few outlive their lease.
    await sleep(random.next() < 0.05 ? random.between(50, 2 * leaseFor) : random.between(0, 10));
    return version;
  },
  // With a near tier, only what others tell it keeps it up to date.
  { namespace: 'versions', updateAfter: near ? '10s' : '300ms', expireAfter: '20s' },
);
const farVersionOf = versionOf.with({ skipNear: true });

let history = [];
const failures = {};
function record(event) {
  history.push({ by, ...event });
  if (history.length >= HISTORY_PART) tellHistory();
}
function tellHistory() {
  process.send({ history });
  history = [];
}

const unanswered = new Set();
async function answered(call, promise) {
  unanswered.add(call);
  try {
    return await promise;
  } finally {
    unanswered.delete(call);
  }
}

async function read(key, how = versionOf) {
  const begin = now();
  const version = await answered(`${how === versionOf ? 'read' : 'refresh'} ${key} since ${begin}`, how(key));
  record({ kind: near && how === versionOf ? 'near read' : 'read', key, begin, version });
}

async function invalidate(versions, command) {
  const begin = now();
  let confirmed = true;
  try {
    await answered(`invalidate ${Object.keys(versions)} since ${begin}`, command());
  } catch (error) {
    confirmed = false;
    failures[error.code ?? error.name] = (failures[error.code ?? error.name] ?? 0) + 1;
  }
  record({ kind: 'invalidation', begin, end: now(), confirmed, versions });
}

async function write(key) {
  const version = await source.write(key);
  await invalidate({ [key]: version }, () => versionOf.invalidate(key));
  if (random.next() < 0.5) await read(key);
}

/** Others have to see what was committed before it is confirmed, whatever becomes of this process. */
async function writeInQuarantine(key) {
  const begin = now();
  let version;
  let confirmed = true;
  try {
    const change = async () => {
      version = await source.write(key);
      await sleep(random.between(0, 20));
    };
    await answered(`write ${key} since ${begin}`, withWrite([versionOf.target(key)], change, { quarantineFor: '1s' }));
  } catch (error) {
    confirmed = false;
    failures[error.code ?? error.name] = (failures[error.code ?? error.name] ?? 0) + 1;
  }
  if (version !== undefined)
    record({ kind: 'invalidation', begin, end: now(), confirmed, versions: { [key]: version } });
}

async function clear() {
  await source.write(random.oneOf(keys));
  await invalidate(await source.readAll(), () => versionOf.invalidateAll());
}

/** Where calls may hang. */
function stateOf(memoized) {
  const live = liveFunctionOf(memoized);
  return { now: now(), loads: live.loads(), storage: live.storage(), asked: source.asked };
}

let isOver = false;
async function work() {
  while (!isOver) {
    const key = random.oneOf(keys);
    const chance = random.next();
    if (near && chance < 0.2) await read(key, farVersionOf);
    else if (near && chance < 0.23) await writeInQuarantine(key);
    else if (chance < 0.88) await read(key);
    else if (chance < 0.9) await read(key, versionOf.refresh);
    // A clear makes good whatever near tiers have missed.
    else if (chance < (near ? 0.9998 : 0.996)) await write(key);
    else await clear();
    await sleep(random.between(0, 8));
  }
}

process.on('message', async (message) => {
  if (!message.stop) return;
  isOver = true;
  const impatient = setTimeout(() => {
    process.send({ unanswered: [...unanswered], state: stateOf(versionOf) }, () => process.exit(1));
  }, PATIENCE);
  await working;
  clearTimeout(impatient);
  tellHistory();
  const { hits, staleHits } = versionOf.statistics();
  await versionOf.close().catch(() => undefined);
  await storage.close();
  client?.disconnect();
  process.send({ result: { hits: hits + staleHits, loads, plainSets: plainSets(), failures } }, () =>
    process.disconnect(),
  );
  setTimeout(() => console.error('this keeps it alive:', process.getActiveResourcesInfo()), HOLDS_OUT).unref();
});
const working = Promise.all(Array.from({ length: WORKERS }, work));
