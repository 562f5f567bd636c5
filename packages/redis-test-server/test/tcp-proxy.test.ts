import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TcpProxy } from '../src/index.js';

let server: Server;
let proxy: TcpProxy;
let client: Socket;
let received: string;
let arrived: string;

beforeEach(async () => {
  arrived = '';
  received = '';
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      arrived += data;
      socket.write(String(data).toUpperCase());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await TcpProxy.to((server.address() as { port: number }).port);
  client = connect(proxy.port, '127.0.0.1');
  client.on('error', () => undefined);
  client.on('data', (data) => {
    received += data;
  });
  await once(client, 'connect');
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

describe('a proxy', () => {
  it('carries both ways', async () => {
    client.write('ada');
    await until(() => received === 'ADA');
    expect(arrived).toBe('ada');
  });

  it('delays answers, and keeps them in order when it stops delaying', async () => {
    proxy.delay(100);
    const begin = performance.now();
    client.write('first ');
    await until(() => arrived !== '');
    await new Promise((resolve) => setTimeout(resolve, 10));
    proxy.delay(0);
    client.write('second');

    await until(() => received.length === 12);
    expect(received).toBe('FIRST SECOND');
    expect(performance.now() - begin).toBeGreaterThan(90);
  });

  it.each(['answers', 'everything'] as const)('loses %s, and resets what has lost something', async (what) => {
    proxy.lose(what);
    const closed = new Promise((resolve) => client.once('close', resolve));
    client.write('ada');
    if (what === 'answers') await until(() => arrived === 'ada');
    await new Promise((resolve) => setTimeout(resolve, 50));
    proxy.lose('nothing');

    await closed;
    expect(received).toBe('');
    expect(arrived).toBe(what === 'answers' ? 'ada' : '');
  });

  it('cuts every connection', async () => {
    const closed = new Promise((resolve) => client.once('close', resolve));
    proxy.cut();
    await closed;
  });
});
