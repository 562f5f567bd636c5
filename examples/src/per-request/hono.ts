// Who asks, loaded once for each request however many parts of the service want to know: kept with Hono's context.

import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { contextStorage, getContext } from 'hono/context-storage';
import { cachedVariable, slotPerObject } from 'memoir';
import { listen, stop } from '../packages-service/listen.js';
import { askTwiceAtOnce, Directory } from './directory.js';

const directory = new Directory();
const user = cachedVariable(() => directory.find(getContext().req.header('x-user')), {
  slot: slotPerObject(() => getContext()),
});

const service = new Hono();
service.use(contextStorage());
service.use(async (_context, next) => {
  await user.get(); // as an authorisation would
  await next();
});
service.get('/greeting', async (context) => context.text(`hello ${await user.get()}`));

const server = createAdaptorServer(service) as Server;
const url = `http://127.0.0.1:${await listen(server)}`;
await askTwiceAtOnce(url, directory);
await stop(server);
