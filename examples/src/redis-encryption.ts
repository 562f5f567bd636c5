// Encryption at rest: Redis holds what nobody can read or alter without the key, and keys can be replaced while running.
// The arguments stand in the names of the Redis keys as they are: what is secret does not belong there.
// The server's address is the first argument, or REDIS_URL.
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { EncryptingSerde, JsonSerde } from '@memoir/serde-json';
import { Redis } from 'ioredis';
import { type CacheListener, memoize } from 'memoir';
import { redis } from 'memoir/redis';

const url = process.argv[2] ?? process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const prefix = 'memoir-example-encryption';

// Outside of examples, keys come from a secret store.
const oldKey = { 'key-1': randomBytes(32) };
const bothKeys = { ...oldKey, 'key-2': randomBytes(32) };

let loads = 0;
async function loadPatient(id: string) {
  loads++;
  return { id, diagnosis: 'a broken wrist', since: new Date(0) };
}

/** What the storage could not do; the calls are answered all the same. Each read of an entry reports it, hence a set. */
const reported = new Set<string>();
const reporter: CacheListener = {
  storageFailed: ({ error }) => void reported.add((error.cause as Error).message),
};

function startProcess(keys: Readonly<Record<string, Uint8Array>>, current: string) {
  const storage = redis({ url, prefix, serde: new EncryptingSerde(new JsonSerde(), { keys, current }) });
  const getPatient = memoize(loadPatient, {
    namespace: 'patients',
    storage,
    expireAfter: '1h',
    listeners: [reporter],
    logger: { debug() {}, info() {}, warn() {}, error: console.error }, // the listener tells what a warning would
  });
  const stop = async () => {
    await getPatient.close();
    await storage.close();
  };
  return { getPatient, stop };
}

/** Turns one bit of what was encrypted, and makes the checksum of the format right again, as an intruder would. */
function tamper(entry: Buffer): Buffer {
  const [checksum, body] = [28, 32]; // where they begin
  const altered = Buffer.from(entry);
  altered[altered.length - 1]! ^= 1;
  altered.writeUInt32BE(crc32(altered.subarray(body)), checksum);
  return altered;
}

const before = startProcess(oldKey, 'key-1');
const after = startProcess(bothKeys, 'key-2'); // reads both, writes with the new one
const raw = new Redis(url);
const nameOf = (id: string) => `${prefix}:patients:{${before.getPatient.keyOf(id)}}`;
const bytesOf = async (id: string) => (await raw.getBuffer(nameOf(id)))!;
const holds = async (id: string, text: string) => ((await bytesOf(id)).includes(text) ? 'yes' : 'no');

async function ask({ getPatient }: typeof before, id: string): Promise<string> {
  const loadsBefore = loads;
  const { diagnosis } = await getPatient(id);
  return `${diagnosis} (loads: ${loads - loadsBefore})`;
}

await before.getPatient.invalidateAll(); // what an earlier run has left

console.log(`under the old key: ${await ask(before, 'p-1')}`);
console.log(`  'broken wrist' in what Redis holds: ${await holds('p-1', 'broken wrist')}`);
console.log(`  'key-1', which is no secret: ${await holds('p-1', 'key-1')}`);

console.log(`read where the new key writes: ${await ask(after, 'p-1')}`);
console.log(`another patient there: ${await ask(after, 'p-2')}`);
console.log(`  'key-2' in what Redis holds: ${await holds('p-2', 'key-2')}`);

await raw.set(nameOf('p-1'), tamper(await bytesOf('p-1')), 'KEEPTTL');
console.log(`altered by an intruder: ${await ask(after, 'p-1')}`);
for (const message of reported) console.log(`  reported: ${message}`);
console.log(`read again: ${await ask(after, 'p-1')}`);
console.log(`  replaced under 'key-2': ${await holds('p-1', 'key-2')}`);

await before.getPatient.invalidateAll();
await Promise.all([before.stop(), after.stop(), raw.quit()]);
