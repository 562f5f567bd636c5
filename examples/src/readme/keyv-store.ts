// The snippets of packages/keyv-store/README.md.
import { KeyvMemoir, wrap } from '@memoir/keyv-store';
import { MemoryStorage } from '@memoir/storage-memory';
import { Keyv } from 'keyv';

const db = { users: { find: async (id: string) => ({ name: id.toUpperCase() }) } };

const storage = new MemoryStorage({ maxBytes: '64M' });
const users = new Keyv({ store: new KeyvMemoir(storage), namespace: 'users' });

await users.set('ada', { name: 'Ada' }, 60_000);
console.log(await users.get('ada'));

await users.delete('ada');
const ada = await wrap(users, 'ada', () => db.users.find('ada'), { updateAfter: '2m', expireAfter: '10m' });
console.log(ada, await users.get('ada'));
await users.disconnect();
