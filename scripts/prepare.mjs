import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProgram, runOrThrow } from './run.mjs';
import { ROOT, readJson } from './workspace.mjs';

/** Makes a fresh clone ready to run: packages installed as the lock file says, everything built. Quick where that is done already. */
export async function prepare() {
  await install();
  await runOrThrow(nodeProgram('node_modules/typescript/bin/tsc', '-b'));
}

/** Installs what the lock file names, unless that is what is installed. */
export async function install() {
  requireNode();
  if (!isInstalled()) {
    await runOrThrow([
      ...pnpm(),
      'install',
      '--frozen-lockfile',
      '--config.confirm-modules-purge=false',
      '--config.update-notifier=false',
    ]);
  }
}

/** The command that runs the pnpm of `packageManager`: the one on the PATH if it is that version, else through npx. */
export function pnpm() {
  const wanted = readJson('package.json').packageManager;
  const found = spawnSync('pnpm', ['--version'], { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' });
  return found.status === 0 && `pnpm@${found.stdout.trim()}` === wanted ? ['pnpm'] : ['npx', '--yes', wanted];
}

/** pnpm keeps a copy of the lock file that it has carried out last. */
function isInstalled() {
  const done = join(ROOT, 'node_modules/.pnpm/lock.yaml');
  return existsSync(done) && readFileSync(done).equals(readFileSync(join(ROOT, 'pnpm-lock.yaml')));
}

/** @throws {Error} if this Node is older than `engines` allows */
function requireNode() {
  const [, lowest] = /(\d+\.\d+)/.exec(readJson('package.json').engines.node);
  const [major, minor] = lowest.split('.').map(Number);
  const [runningMajor, runningMinor] = process.versions.node.split('.').map(Number);
  if (runningMajor < major || (runningMajor === major && runningMinor < minor)) {
    throw new Error(`Node ${lowest} or later is needed; this is ${process.versions.node}.`);
  }
}
