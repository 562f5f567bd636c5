import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { memoize } from 'memoir';

const clock = new ManualClock();
let requests = 0;

async function request(url: string, options?: { readonly language: string }): Promise<string> {
  requests++;
  if (url === '/broken') throw new Error('no answer');
  return `${url} in ${options?.language ?? 'any language'}`;
}

const get = memoize(request, { clock, updateAfter: '1h', expireAfter: '1h' });

await Promise.all([get('/a'), get('/a')]);
await get('/a', { language: 'en' }); // all arguments count
await get('/a', { language: 'en' }); // by what they say
console.log(`${requests} requests`);

await get('/broken').catch((error: Error) => console.log(`${error.message}: not remembered`));
await get('/broken').catch(() => console.log(`${requests} requests`));

await get.invalidate('/a'); // one result; invalidateAll() for all
await get('/a');
await clock.advance('1h');
await get('/a');
console.log(`${requests} requests`);
