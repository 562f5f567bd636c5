import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { createMemoizer, DefaultInMemoryCacheConfiguration, memoizeWithContext, SilentLogger } from 'memoir';

const clock = new ManualClock();
let isDown = false;

// What was said once for the cache is said once for the memoizer.
const { memoize } = createMemoizer({
  ...new DefaultInMemoryCacheConfiguration(),
  clock,
  logger: new SilentLogger(),
});

const getProduct = memoize(
  async (id: string) => {
    if (isDown) throw new Error('the database is down');
    return { id, category: 'tea' };
  },
  {
    namespace: 'products',
    expireAfter: '10m', // ttl
    keepStaleFor: '6h', // grace
    softTimeout: '200ms', // timeout
    methodTimeout: '10s', // hardTimeout
    tags: () => ['catalogue'],
  },
);

console.log(await getProduct('p-1'));
isDown = true;
await clock.advance('1h');
console.log(await getProduct('p-1'), 'within its grace');
await getProduct.invalidateTags(['catalogue']);
await getProduct('p-1').catch((error: Error) => console.log(error.message));

// What the factory's context did, the load's context does.
const findUser = memoizeWithContext(async (context, id: string) => {
  if (id === 'nobody')
    context.doNotStore(); // skip
  else context.setLifeSpan({ expireAfter: '1m' }); // setTtl
  return id === 'nobody' ? null : { id };
});
console.log(await findUser('nobody'), await findUser('ada'));
console.log(findUser.statistics().entries, 'entry');
