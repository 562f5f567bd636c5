// Which capacity does my service need? Its requests are recorded while it runs and replayed against other capacities
// and strategies. On the command line: memoir-simulate requests.jsonl --format jsonl:key --target 90%
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTraceFile, simulate, TraceRecorder } from '@memoir/simulator';
import { LeastRecentlyUsedEvictionStrategy, memoize } from 'memoir';

const PRODUCTS = 1_000;
const REQUESTS = 20_000;
const CAPACITY = 100;

/** The same numbers in every run, from 0 to 1 (Lehmer's generator). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** A few products are asked for often; every third request is of somebody who looks through the whole list. */
function* requests(): Generator<string> {
  const random = randomNumbers(7);
  for (let request = 0; request < REQUESTS; request++) {
    const product = request % 3 === 0 ? (request / 3) % PRODUCTS : Math.floor(PRODUCTS * random() ** 4);
    yield `product ${product}`;
  }
}

const folder = await mkdtemp(join(tmpdir(), 'memoir-requests-'));
const file = join(folder, 'requests.jsonl');
const recorder = new TraceRecorder({ to: file });

const getProduct = memoize(async (id: string) => ({ id, price: id.length }), {
  evictionStrategy: new LeastRecentlyUsedEvictionStrategy({ capacity: CAPACITY }),
  listeners: [recorder],
});
for (const id of requests()) await getProduct(id);
await recorder.close();

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const { hits, hitRatio } = getProduct.statistics();
console.log(`the service: ${recorder.recorded} requests recorded, ${percent(hitRatio)} hits with ${CAPACITY} entries`);

const trace = await readTraceFile(file, { kind: 'jsonl', field: 'key' });
console.log(`the trace: ${trace.requests.length} requests for ${trace.keys.length} keys, each a hash such as`);
console.log(`  ${trace.keys[0]!.replace(/[0-9a-f]/g, 'x')}`);

const { policies, capacities } = await simulate([trace], {
  policies: ['lru', 'lfu'],
  sizes: [50, CAPACITY, 200, 400],
  targets: [0.6],
  workers: 0, // a trace as short as this is replayed sooner than threads are started
});
const again = policies.find(({ policy, size }) => policy === 'lru' && size === CAPACITY)!;
console.log(`the replay has the very hits of the service: ${again.hits === hits}`);
for (const { size, policy, hitRatio, optimum } of policies) {
  console.log(`  ${size} entries, ${policy}: ${percent(hitRatio)}, the optimum ${percent(optimum)}`);
}
for (const { policy, target, capacity } of capacities) {
  console.log(`for ${percent(target)} hits, ${policy} needs ${capacity} entries`);
}
await rm(folder, { recursive: true });
