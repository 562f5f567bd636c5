// What would the next call do, and why?
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { memoize } from 'memoir';

const clock = new ManualClock();
const getUser = memoize(async (id: string) => ({ id }), { updateAfter: '10m', expireAfter: '30m', clock });

async function ask(): Promise<void> {
  const explained = await getUser.explain('ada');
  console.log(`${explained.verdict}: ${explained.reasons[0]}`);
}

await ask();
await getUser('ada');
await ask();
await clock.advance('11m');
await ask();
await getUser.invalidate('ada');
await ask();
