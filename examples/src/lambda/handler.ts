// A function as AWS Lambda runs it: a process that answers one invocation at a time and is frozen in between. What is
// outside the handler survives from one warm start to the next, and so does the cache. It stays below its byte limit,
// whatever it is asked, and hands over the refresh that goes on behind an answer.
import { BoundedMap, MemoryStorage, memoize } from 'memoir';

export interface Event {
  readonly product: string;
}
export interface Context {
  /** Takes work that goes on after the answer; the process is not frozen before it is done. */
  waitUntil(work: Promise<unknown>): void;
}
export interface Answer {
  readonly description: string;
  readonly loads: number;
  readonly held: number;
  readonly bytes: number;
}

const MAX_BYTES = 64 * 1024;
const CATALOGUE = process.env['CATALOGUE_URL'];
let loads = 0;

const products = new BoundedMap<string, any>({ maxBytes: MAX_BYTES });
const describeProduct = memoize(
  async (product: string): Promise<string> => {
    loads++;
    return await (await fetch(`${CATALOGUE}/${product}`)).text();
  },
  { storage: new MemoryStorage({ map: products }), updateAfter: '1s', expireAfter: '1h' },
);

export async function handler({ product }: Event, { waitUntil }: Context): Promise<Answer> {
  const description = await describeProduct.with({ waitUntil })(product);
  return { description, loads, held: products.size, bytes: products.byteSize };
}
