import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listen, stop } from '../../src/packages-service/listen.js';
import { generateLoad, type LoadPlan } from '../../src/packages-service/load-generator.js';

let servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.map(stop));
  servers = [];
});

/** With `sendFor: 0` every connection sends one request. */
async function load(respond: (response: ServerResponse, path: string) => void, plan: Partial<LoadPlan> = {}) {
  const asked: string[] = [];
  const sockets = new Set<unknown>();
  const server = createServer((request, response) => {
    asked.push(request.url!);
    sockets.add(request.socket);
    respond(response, request.url!);
  });
  servers.push(server);
  const port = await listen(server);
  const reports: number[] = [];
  const outcome = await generateLoad(
    { port, names: ['a', 'b', 'c'], connections: 4, sendFor: 0, seed: 1, ...plan },
    (requests) => reports.push(requests),
  );
  return { outcome, asked, sockets, reports };
}

describe('the load generator', () => {
  it('keeps as many connections as asked for, and uses each again', async () => {
    const { outcome, asked, sockets } = await load((response, path) => response.end(path), { sendFor: 300 });

    expect(sockets.size).toBe(4);
    expect(asked.length).toBe(outcome.requests);
    expect(outcome.requests).toBeGreaterThan(sockets.size);
    expect(outcome.failures).toEqual([]);
  });

  it('asks for the same names in the same order with the same seed', async () => {
    const echo = (response: ServerResponse, path: string) => void response.end(path);
    const one = await load(echo, { connections: 1, sendFor: 30 });
    const other = await load(echo, { connections: 1, sendFor: 30 });
    const both = Math.min(one.asked.length, other.asked.length);

    expect(both).toBeGreaterThan(0);
    expect(other.asked.slice(0, both)).toEqual(one.asked.slice(0, both));
  });

  it('sends scoped names URL-encoded', async () => {
    const { asked } = await load((response) => response.end(), { names: ['@my/left'], connections: 1 });

    expect(asked).toEqual(['/packages/%40my%2Fleft']);
  });

  it('waits for the requests that are under way at the end, and counts their time', async () => {
    const { outcome } = await load((response) => setTimeout(() => response.end('late'), 50), { names: ['a'] });

    expect(outcome.requests).toBe(4);
    expect(outcome.p50).toBeGreaterThan(40);
    expect(outcome.requestsPerSecond).toBeLessThan(4 / 0.04);
  });

  it('counts a request until the end of its answer, not until its first byte', async () => {
    const { outcome } = await load(
      (response) => {
        response.write('first');
        setTimeout(() => response.end('last'), 50);
      },
      { names: ['a'] },
    );

    expect(outcome.p50).toBeGreaterThan(40);
    expect(outcome.answers).toEqual({ a: 'firstlast' });
  });

  it('reports every status but 200', async () => {
    const { outcome } = await load((response) => response.writeHead(503).end(), { names: ['a'], connections: 2 });

    expect(outcome.failures).toEqual(['a: status 503', 'a: status 503']);
  });

  it('reports two different answers about one package', async () => {
    let answers = 0;
    const { outcome } = await load((response) => response.end(String(answers++)), { names: ['a'], connections: 2 });

    expect(outcome.failures).toEqual(['a: two different answers']);
  });

  it('reports a connection that breaks', async () => {
    const { outcome } = await load((response) => response.destroy(), { names: ['a'], connections: 1 });

    expect(outcome).toMatchObject({ requests: 1, failures: [expect.stringMatching(/^a: Error: socket hang up/)] });
  });

  it('reports an answer that breaks off', async () => {
    const { outcome } = await load(
      (response) => {
        response.writeHead(200, { 'content-length': 10 });
        response.write('half', () => response.destroy());
      },
      { names: ['a'], connections: 1 },
    );

    expect(outcome.failures).toHaveLength(1);
    expect(outcome.answers).toEqual({});
  });

  it('says how far it is after each answer', async () => {
    const { reports } = await load((response) => response.end(), { connections: 3 });

    expect(reports).toEqual([1, 2, 3]);
  });
});
