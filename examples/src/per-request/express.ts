// Who asks, loaded once for each request however many parts of the service want to know: kept with Express' request.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer } from 'node:http';
import express, { type Request } from 'express';
import { cachedVariable, slotPerObject } from 'memoir';
import { listen, stop } from '../packages-service/listen.js';
import { askTwiceAtOnce, Directory } from './directory.js';

const directory = new Directory();
const requests = new AsyncLocalStorage<Request>();
const user = cachedVariable(() => directory.find(requests.getStore()!.headers['x-user']), {
  slot: slotPerObject(() => requests.getStore()),
});

const service = express();
service.use((request, _response, next) => requests.run(request, next));
service.use(async (_request, _response, next) => {
  await user.get(); // as an authorisation would
  next();
});
service.get('/greeting', async (_request, response) => {
  response.send(`hello ${await user.get()}`);
});

const server = createServer(service);
const url = `http://127.0.0.1:${await listen(server)}`;
await askTwiceAtOnce(url, directory);
await stop(server);
