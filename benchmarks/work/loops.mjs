import { setImmediate as turn } from 'node:timers/promises';
import { freshArguments } from './arguments.mjs';

const BATCH = 100;
/** Some subjects put off a part of their work to the next turn of the event loop, which must come one day. */
const CALLS_PER_TURN = 1000;

/**
 * The measured loops: `calls` calls that go on at the key where the round before ended. Each process runs one of them with one
 * subject, so that none is compiled for two. Where there is a mask, the number of keys is a power of two.
 */
export const loops = {
  async oneByOne(call, keys, calls, from) {
    const mask = keys.length - 1;
    for (let i = from; i < from + calls; i++) await call(keys[i & mask]);
  },

  async batches(call, keys, calls, from) {
    const mask = keys.length - 1;
    const batch = new Array(BATCH);
    for (let i = from; i < from + calls; i += BATCH) {
      for (let j = 0; j < BATCH; j++) batch[j] = call(keys[(i + j) & mask]);
      await Promise.all(batch);
    }
  },

  async many(call, keys, calls, from) {
    const mask = keys.length - 1;
    for (let i = from; i < from + calls; i += BATCH) {
      const batch = new Array(BATCH);
      for (let j = 0; j < BATCH; j++) batch[j] = keys[(i + j) & mask];
      await call(batch);
    }
  },

  async arguments(call, keys, calls, from) {
    const mask = keys.length - 1;
    for (let i = from; i < from + calls; i++) await call(keys[i & mask], i & mask, { page: i & mask });
  },

  async misses(call, keys, calls, from) {
    for (let i = 0, at = from % keys.length; i < calls; i++) {
      await call(keys[at]);
      if (++at === keys.length) at = 0;
      if (i % CALLS_PER_TURN === 0) await turn();
    }
  },

  async anyLength(call, keys, calls, from) {
    for (let i = 0, at = from % keys.length; i < calls; i++) {
      await call(keys[at]);
      if (++at === keys.length) at = 0;
    }
  },

  async synchronous(call, keys, calls, from) {
    const mask = keys.length - 1;
    let length = 0;
    for (let i = from; i < from + calls; i++) length += call(keys[i & mask], i & mask, { page: i & mask }).length;
    if (length === 0) throw new Error('the subject made nothing');
  },
};

/** Every call twice: the first loads, the second leaves what a first hit leaves behind. */
export async function fill(kind, call, keys) {
  for (let pass = 0; pass < 2; pass++) {
    if (kind === 'many') await call(keys);
    else
      for (let i = 0; i < keys.length; i++)
        await (kind === 'text' ? call(keys[i]) : call(...freshArguments(keys[i], i)));
  }
  await turn();
}
