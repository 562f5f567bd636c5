import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ContainerLauncher } from './container-launcher.js';
import type { Launcher } from './launcher.js';
import { ProcessLauncher } from './process-launcher.js';

/** Names where servers come from: the path of a `redis-server`, or `docker:` and an image. Set by `npm test`. */
export const SERVER_VARIABLE = 'MEMOIR_REDIS_SERVER';
const IMAGE = 'docker:';

/**
 * The launcher that the environment names, else the `redis-server` on the PATH.
 *
 * @throws {Error} if there is neither
 */
export async function findLauncher(): Promise<Launcher> {
  const named = process.env[SERVER_VARIABLE];
  if (named?.startsWith(IMAGE)) {
    return new ContainerLauncher(named.slice(IMAGE.length));
  }
  const program = named ?? (await findOnPath('redis-server'));
  if (program === undefined) {
    throw new Error(
      `no redis-server: run the tests with 'npm test', which provides one, put one on the PATH, or set ${SERVER_VARIABLE} to its path or to '${IMAGE}<image>'`,
    );
  }
  return new ProcessLauncher(program);
}

export function imageName(image: string): string {
  return IMAGE + image;
}

/** The full path of a program, or `undefined`. */
export async function findOnPath(program: string): Promise<string | undefined> {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const path = join(directory, program);
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    ) {
      return path;
    }
  }
  return undefined;
}
