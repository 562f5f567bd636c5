import { memoize } from 'memoir';

const names = new Map([['ada', 'Ada Lovelace']]); // stands for your database
const getUser = memoize(async (id: string) => ({ id, name: names.get(id) }), {
  updateAfter: '2m', // from then on: the old value at once, a refresh behind it
  expireAfter: '10m', // from then on: a load
  capacity: 10_000,
});

await Promise.all([getUser('ada'), getUser('ada')]); // one load for both
names.set('ada', 'Ada King');
console.log((await getUser('ada')).name); // from memory
await getUser.invalidate('ada'); // same arguments, typed
console.log((await getUser('ada')).name, getUser.statistics().loads);
