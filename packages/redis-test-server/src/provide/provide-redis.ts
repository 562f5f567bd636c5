import { findOnPath, SERVER_VARIABLE } from '../find-launcher.js';
import { DockerEngine } from './docker-engine.js';
import type { RedisSource, Say } from './redis-source.js';
import { requireAnswer } from './require-answer.js';
import { SystemPackages } from './system-packages.js';

/** On the PATH: the second choice, since a container has the version that this project names. */
export const programOnPath: RedisSource = {
  name: 'redis-server on the PATH',
  find: () => findOnPath('redis-server'),
};

const SOURCES: readonly RedisSource[] = [new DockerEngine(), programOnPath, new SystemPackages()];

/**
 * Makes sure that tests can have a Redis. A server at `REDIS_URL` is taken as it is; tests that need servers of their
 * own, to freeze or kill them, then use what the machine has already, and nothing is installed.
 *
 * @returns what to add to the environment of the tests
 * @throws {Error} if there is none and none can be had, naming what was tried
 */
export async function provideRedis(
  environment: Readonly<Record<string, string | undefined>>,
  say: Say,
  sources = SOURCES,
): Promise<Record<string, string>> {
  const url = environment['REDIS_URL'];
  if (url) {
    await requireAnswer(url);
    say(`Redis: the one at REDIS_URL`);
  }
  if (environment[SERVER_VARIABLE]) {
    say(`Redis servers: ${environment[SERVER_VARIABLE]}, from ${SERVER_VARIABLE}`);
    return {};
  }
  const tried: string[] = [];
  for (const source of sources.filter((each) => !url || !(each instanceof SystemPackages))) {
    try {
      const server = await source.find(say);
      if (server !== undefined) {
        say(`Redis servers: ${server} (${source.name})`);
        return { [SERVER_VARIABLE]: server };
      }
      tried.push(`${source.name}: none`);
    } catch (error) {
      tried.push(`${source.name}: ${error instanceof Error ? error.message : String(error)}`);
      say(`Redis servers: ${tried.at(-1)}`);
    }
  }
  if (url) {
    say('Redis servers: none to start, so tests that need one of their own will fail');
    return {};
  }
  throw new Error(
    `The tests need a Redis server and this machine gives none:\n${tried.map((line) => `  - ${line}`).join('\n')}\nInstall redis-server (macOS: brew install redis), start Docker, or set REDIS_URL.`,
  );
}
