// On a platform that freezes a process between two requests, work that goes on after the answer has to be handed over:
// `waitUntil` is given each refresh in the background.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { memoize } from 'memoir';

const clock = new ManualClock();
let version = 0;
const getPrices = memoize(
  async (shop: string) => {
    version++;
    return `prices of ${shop}, version ${version}`;
  },
  { clock, updateAfter: '1m', expireAfter: '1h' },
);

/** What the platform gives each request. */
interface Invocation {
  waitUntil(work: Promise<unknown>): void;
}

export async function handler(shop: string, invocation: Invocation): Promise<string> {
  return getPrices.with({ waitUntil: (work) => invocation.waitUntil(work) })(shop);
}

/** A platform: answers at once and keeps the process awake until the work that was handed over is done. */
async function invoke(shop: string): Promise<void> {
  const handedOver: Promise<unknown>[] = [];
  const answer = await handler(shop, { waitUntil: (work) => handedOver.push(work) });
  console.log(`answered: ${answer}; handed over: ${handedOver.length}`);
  await Promise.all(handedOver);
}

await invoke('corner');
await invoke('corner');
console.log('two minutes later');
await clock.advance('2m');
await invoke('corner');
await invoke('corner');
