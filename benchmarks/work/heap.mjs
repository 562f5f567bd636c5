import { Answering } from './process.mjs';

export const HEAP_BUDGET = 260;
const PEERS = ['lru-cache', 'layered-loader', 'bentocache'];

/** Bytes per small entry: one string key, a small integer as value, every entry read once. */
export async function measureHeap(entries, peers = PEERS) {
  const own = await weigh('memoir', entries);
  const map = await weigh('map', entries);
  const strategy = await weigh('strategy', entries);
  const total = own.key + own.bytes;
  const parts = {
    key: own.key,
    'Map slot': map.bytes,
    strategy: strategy.bytes,
    entry: own.bytes - map.bytes - strategy.bytes, // so many keep no promise
  };
  const others = [];
  for (const subject of peers) {
    const { key, bytes } = await weigh(subject, entries);
    others.push({ subject, bytes: key + bytes });
  }
  return { entries, budget: HEAP_BUDGET, verdict: total <= HEAP_BUDGET ? 'kept' : 'missed', total, parts, others };
}

async function weigh(subject, entries) {
  const worker = new Answering('./heap-worker.mjs', [subject, String(entries)], ['--expose-gc']);
  try {
    return await worker.next();
  } finally {
    worker.end();
  }
}
