import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProgram, runOrExit } from './run.mjs';
import { ROOT, readJson } from './workspace.mjs';

/** Makes a fresh clone ready to run: packages installed as the lock file says, everything built. Quick where that is done already. */
export async function prepare() {
  requireNode();
  await install();
  await runOrExit(nodeProgram('node_modules/typescript/bin/tsc', '-b'));
}

/** Installs what the lock file names, unless that is what is installed. */
export async function install() {
  if (!isInstalled()) {
    await runOrExit([...pnpm(), 'install', '--frozen-lockfile', '--config.confirm-modules-purge=false']);
  }
}

/** The command that runs the pnpm of `packageManager`: the one on the PATH if it is that version, else through npx. */
export function pnpm() {
  const wanted = readJson('package.json').packageManager;
  const found = spawnSync('pnpm', ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
  return found.status === 0 && `pnpm@${found.stdout.trim()}` === wanted ? ['pnpm'] : ['npx', '--yes', wanted];
}

/** pnpm keeps a copy of the lock file that it has carried out last. */
function isInstalled() {
  const done = join(ROOT, 'node_modules/.pnpm/lock.yaml');
  return existsSync(done) && readFileSync(done).equals(readFileSync(join(ROOT, 'pnpm-lock.yaml')));
}

function requireNode() {
  const [, lowest] = /(\d+\.\d+)/.exec(readJson('package.json').engines.node);
  const [major, minor] = lowest.split('.').map(Number);
  const [runningMajor, runningMinor] = process.versions.node.split('.').map(Number);
  if (runningMajor < major || (runningMajor === major && runningMinor < minor)) {
    console.error(`Node ${lowest} or later is needed; this is ${process.versions.node}.`);
    process.exit(1);
  }
}
