/** What one cache needs per entry, in a process of its own that collects its garbage before it looks. */
import { flatTexts } from './arguments.mjs';

const [subject, entries] = [process.argv[2], Number(process.argv[3])];
const VALUE = 1; // a small integer: needs nothing of its own

function bytesHeld() {
  for (let i = 0; i < 4; i++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function measureCache(texts) {
  const { create } = await import(`../subjects/${subject}.mjs`);
  const load = async () => VALUE;
  // Everything a first use compiles and keeps is there before the count begins.
  const warm = create({ kind: 'text', load, ttl: 3_600_000, capacity: 10 });
  for (let i = 0; i < 2_000; i++) await warm(texts[i % 20]);
  const before = bytesHeld();
  const call = create({ kind: 'text', load, ttl: 3_600_000, capacity: entries });
  for (let pass = 0; pass < 2; pass++) for (const text of texts) await call(text);
  const bytes = bytesHeld() - before;
  return { bytes, call };
}

/** The parts that can be made without the rest. */
const PARTS = {
  async map(texts) {
    const before = bytesHeld();
    const map = new Map();
    for (const text of texts) map.set(text, VALUE);
    return { bytes: bytesHeld() - before, map };
  },
  async strategy(texts) {
    const { AdaptiveEvictionStrategy } = await import('@memoir/core');
    const before = bytesHeld();
    const strategy = new AdaptiveEvictionStrategy({ capacity: entries });
    const entry = { value: VALUE, strategySlot: undefined };
    for (const text of texts) strategy.markWritten(text, entry);
    return { bytes: bytesHeld() - before, strategy };
  },
};

const start = bytesHeld();
const texts = flatTexts(entries);
const SLOT_OF_ARRAY = 8;
const key = bytesHeld() - start - SLOT_OF_ARRAY * entries;
const perEntry = (bytes) => bytes / entries;
if (subject in PARTS) {
  const { bytes } = await PARTS[subject](texts);
  process.send({ key: perEntry(key), bytes: perEntry(bytes) });
} else {
  const { bytes } = await measureCache(texts);
  process.send({ key: perEntry(key), bytes: perEntry(bytes) });
}
process.exitCode = texts.length === entries ? 0 : 1; // held until here
process.disconnect();
