import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hasDockerEngine } from '../../src/provide/docker-engine.js';

let directory: string;
let socket: string;
let engine: Server | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'memoir-engine-'));
  socket = join(directory, 'docker.sock');
});

afterEach(async () => {
  engine?.close();
  engine = undefined;
  await rm(directory, { recursive: true });
});

async function startEngine(status: number): Promise<void> {
  engine = createServer((request, response) => response.writeHead(request.url === '/_ping' ? status : 404).end());
  await new Promise<void>((resolve) => engine!.listen(socket, resolve));
}

describe('the search for a Docker engine', () => {
  it('finds one that answers on the socket of DOCKER_HOST', async () => {
    await startEngine(200);

    expect(await hasDockerEngine({ DOCKER_HOST: `unix://${socket}` })).toBe(true);
  });

  it('finds none where there is no socket, or nobody well behind it', async () => {
    expect(await hasDockerEngine({ DOCKER_HOST: `unix://${socket}` })).toBe(false);

    await startEngine(500);
    expect(await hasDockerEngine({ DOCKER_HOST: `unix://${socket}` })).toBe(false);
  });

  it('passes over an engine of another machine', async () => {
    expect(await hasDockerEngine({ DOCKER_HOST: 'tcp://127.0.0.1:1' })).toBe(false);
  });
});
