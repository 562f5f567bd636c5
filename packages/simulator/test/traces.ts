import { type Trace, traceOf } from '../src/index.js';

/** One letter or digit is one key. */
export function traceOfSigns(signs: string, name = 'trace'): Trace {
  return traceOf(name, [...signs]);
}

/** 20 requests for six pages; with room for three, textbooks give 9 misses of the optimum, 12 of LRU, 15 of FIFO. */
export const TEXTBOOK = '70120304230321201701';

/** Belady's anomaly: FIFO has 9 misses with room for three, and 10 with room for four. */
export const ANOMALY = '123412512345';

/** Two popular keys, twenty that are asked for once, and the popular ones again. */
export const SCAN = 'aaabbbcdefghijklmnopqrstuvab';
