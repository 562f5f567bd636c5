import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContainerLauncher } from '../container-launcher.js';
import { imageName } from '../find-launcher.js';
import { RedisServer } from '../redis-server.js';
import type { RedisSource, Say } from './redis-source.js';

const IMAGE = 'redis:7.4-alpine';
const PING_WITHIN = 2_000;
/** Fetching the image included. */
const FIRST_START_WITHIN = 120_000;

/** Containers, where an engine of this machine answers and one of them can be reached. */
export class DockerEngine implements RedisSource {
  readonly name = 'Docker';

  async find(say: Say): Promise<string | undefined> {
    if (!(await hasDockerEngine())) {
      return undefined;
    }
    say(`Redis servers: trying a container of ${IMAGE}`);
    const trial = RedisServer.start({ launcher: new ContainerLauncher(IMAGE) });
    const late = new AbortController();
    const limit = sleep(FIRST_START_WITHIN, undefined, { signal: late.signal, ref: false });
    const server = await Promise.race([trial, limit]).finally(() => late.abort());
    if (server === undefined) {
      throw new Error(`no container of ${IMAGE} within ${FIRST_START_WITHIN / 1_000} s`);
    }
    await server.stop();
    return imageName(IMAGE);
  }
}

/** Whether an engine answers on one of the usual sockets, or on the one that `DOCKER_HOST` names. */
export async function hasDockerEngine(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<boolean> {
  for (const socketPath of sockets(environment)) {
    if (await pings(socketPath)) {
      return true;
    }
  }
  return false;
}

function sockets(environment: Readonly<Record<string, string | undefined>>): string[] {
  const host = environment['DOCKER_HOST'];
  if (host) {
    // An engine on another machine has another loopback: its servers could not be reached.
    return host.startsWith('unix://') ? [host.slice('unix://'.length)] : [];
  }
  const runtime = environment['XDG_RUNTIME_DIR'];
  return [
    '/var/run/docker.sock',
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(homedir(), '.docker/run/docker.sock'),
  ];
}

function pings(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = request({ socketPath, path: '/_ping', timeout: PING_WITHIN }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ping.once('timeout', () => ping.destroy());
    ping.once('error', () => resolve(false));
    ping.once('close', () => resolve(false));
    ping.end();
  });
}
