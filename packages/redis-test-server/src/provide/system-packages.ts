import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { findOnPath } from '../find-launcher.js';
import type { RedisSource, Say } from './redis-source.js';

/** What Debian asks before it starts the service of a package; 101 means no. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

interface PackageManager {
  readonly program: string;
  readonly steps: readonly (readonly string[])[];
}

const MANAGERS: readonly PackageManager[] = [
  {
    program: 'apt-get',
    steps: [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', 'redis-server'],
    ],
  },
  { program: 'apk', steps: [['add', '--no-cache', 'redis']] },
];

export interface SystemPackagesOptions {
  /** @default whether this process is root */
  readonly mayInstall?: boolean | undefined;
  /** @default '/usr/sbin/policy-rc.d' */
  readonly servicePolicy?: string | undefined;
}

/** Installs the server from the packages of the system, without its service being started. */
export class SystemPackages implements RedisSource {
  readonly name = 'packages of the system';

  constructor(private readonly options: SystemPackagesOptions = {}) {}

  async find(say: Say): Promise<string | undefined> {
    for (const { program, steps } of MANAGERS) {
      if ((await findOnPath(program)) === undefined) {
        continue;
      }
      if (!(this.options.mayInstall ?? process.getuid?.() === 0)) {
        throw new Error(`${program} could install it, but only as root`);
      }
      await withoutServices(this.options.servicePolicy ?? SERVICE_POLICY, async () => {
        for (const step of steps) {
          say(`Redis servers: installing with '${program} ${step.join(' ')}'`);
          await run(program, step, step === steps.at(-1));
        }
      });
      return findOnPath('redis-server');
    }
    return undefined;
  }
}

async function withoutServices(policy: string, install: () => Promise<void>): Promise<void> {
  const isOurs = !existsSync(policy);
  if (isOurs) {
    await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 }).catch(() => undefined);
  }
  try {
    await install();
  } finally {
    if (isOurs) {
      await rm(policy, { force: true });
    }
  }
}

/** @param mustSucceed whether its failure is one; stale lists of packages often still do */
function run(program: string, args: readonly string[], mustSucceed: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0 || !mustSucceed) {
        resolve();
      } else {
        reject(new Error(`'${program} ${args.join(' ')}' ended with ${code}`));
      }
    });
  });
}
