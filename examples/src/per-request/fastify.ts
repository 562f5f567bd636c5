// Who asks, loaded once for each request however many parts of the service want to know: kept with Fastify's request.

import { AsyncLocalStorage } from 'node:async_hooks';
import { type FastifyRequest, fastify } from 'fastify';
import { cachedVariable, slotPerObject } from 'memoir';
import { askTwiceAtOnce, Directory } from './directory.js';

const directory = new Directory();
const requests = new AsyncLocalStorage<FastifyRequest>();
const user = cachedVariable(() => directory.find(requests.getStore()!.headers['x-user']), {
  slot: slotPerObject(() => requests.getStore()),
});

const service = fastify();
service.addHook('onRequest', (request, _reply, done) => requests.run(request, done));
service.addHook('preHandler', async () => {
  await user.get(); // as an authorisation would
});
service.get('/greeting', async () => `hello ${await user.get()}`);

const url = await service.listen({ host: '127.0.0.1', port: 0 });
await askTwiceAtOnce(url, directory);
await service.close();
