// The snippet of packages/cache-manager-store/README.md.
import { createCache } from '@memoir/cache-manager-store';
import { MemoryStorage } from '@memoir/storage-memory';

const db = { users: { find: async (id: string) => ({ name: id.toUpperCase() }) } };

const cache = createCache(new MemoryStorage({ maxBytes: '64M' }), { ttl: 60_000, refreshThreshold: 10_000 });

await cache.set('ada', { name: 'Ada' });
const bob = await cache.wrap('bob', () => db.users.find('bob'), 30_000);
console.log(await cache.get('ada'), bob);
await cache.del('bob');
console.log(await cache.get('bob'));
await cache.disconnect();
