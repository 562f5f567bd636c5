/** The bridges to what others have; compiled only, like everything in this folder. */
import { createCache } from '@memoir/cache-manager-store';
import { memoirFastify } from '@memoir/fastify';
import { KeyvMemoir, wrap } from '@memoir/keyv-store';
import { handleOf, MemoirModule, Memoized } from '@memoir/nest';
import { MemoryStorage } from '@memoir/storage-memory';
import type { Cache } from 'cache-manager';
import { fastify } from 'fastify';
import { Keyv } from 'keyv';

declare const db: { find(id: string): Promise<{ readonly name: string }> };

const storage = new MemoryStorage({ maxBytes: '64M' });

const users = new Keyv({ store: new KeyvMemoir(storage), namespace: 'users' });
await users.set('ada', { name: 'Ada' }, 60_000);
const ada = await wrap(users, 'ada', () => db.find('ada'), { updateAfter: '2m', expireAfter: '10m' });
export const name: string = ada.name;
await wrap(
  users,
  'ada',
  () => db.find('ada'),
  ({ name }) => ({ expireAfter: name === '' ? '1s' : 'never' }),
);

const cache: Cache = createCache(storage, { ttl: 60_000, refreshThreshold: 10_000, namespace: 'users' });
await cache.set('ada', { name: 'Ada' });
const bob = await cache.wrap('bob', () => db.find('bob'), { ttl: (user) => (user.name === '' ? 1_000 : 30_000) });
export const nameOfBob: string = bob.name;

export class Users {
  @Memoized({ updateAfter: '2m', expireAfter: '10m' })
  async find(id: string): Promise<{ readonly name: string }> {
    return await db.find(id);
  }

  async rename(id: string): Promise<void> {
    await handleOf(this, 'find').invalidate(id);
  }
}

export const nest = [
  MemoirModule.forRoot({ storage, configure: (configuration) => configuration.setCapacity(1_000) }),
  MemoirModule.forRootAsync({
    inject: ['size'],
    useFactory: async (maxBytes: number) => ({ storage: new MemoryStorage({ maxBytes }) }),
  }),
];

const server = fastify();
await server.register(memoirFastify, { httpCache: { storage, everyRoute: true, etag: 'strong', passFor: '5s' } });
server.get<{ Params: { id: string } }>('/users/:id', { config: { cache: true } }, async (request) => {
  request.memoir.waitUntil(Promise.resolve());
  return request.params.id;
});
