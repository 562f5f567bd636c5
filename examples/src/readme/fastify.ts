// The snippet of packages/fastify/README.md.
import { memoirFastify } from '@memoir/fastify';
import { MemoryStorage } from '@memoir/storage-memory';
import { fastify } from 'fastify';
import { memoize } from 'memoir';

const findBook = memoize(async (id: string) => ({ id, title: 'Moby-Dick' }));

const app = fastify();
await app.register(memoirFastify, { httpCache: { storage: new MemoryStorage({ maxBytes: '64M' }) } });

app.get<{ Params: { id: string } }>('/books/:id', { config: { cache: true } }, async (request, reply) => {
  reply.header('cache-control', 'max-age=60, stale-while-revalidate=600');
  return await findBook.with(request.memoir)(request.params.id);
});

for (let request = 0; request < 2; request++) {
  const answer = await app.inject('/books/b-1');
  console.log(answer.statusCode, answer.body, String(answer.headers['cache-status']).split(';')[1]);
}
console.log(findBook.statistics().calls, 'call of the function');
await app.close();
