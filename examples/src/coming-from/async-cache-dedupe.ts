import { MemoryStorage, memoize } from 'memoir';

const storage = new MemoryStorage({ maxEntries: 1024 });
const users = new Map([['ada', { id: 'ada', team: 'red' }]]);

const fetchUser = memoize(async (id: string) => users.get(id)!, {
  storage,
  namespace: 'fetchUser',
  updateAfter: '5s', // the ttl; and then
  expireAfter: '15s', // so long the old value while it is fetched again
  resultTags: (user) => [`user:${user.id}`, `team:${user.team}`], // the references
  listeners: [{ joined: () => console.log('  deduped'), hit: () => console.log('  hit') }],
});

await Promise.all([fetchUser('ada'), fetchUser('ada')]);
await fetchUser('ada');

users.set('ada', { id: 'ada', team: 'blue' });
await storage.invalidateTags(['team:red']);
console.log(await fetchUser('ada'));
await fetchUser.invalidate('ada');
