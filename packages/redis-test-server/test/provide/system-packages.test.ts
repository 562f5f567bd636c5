import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemPackages } from '../../src/provide/system-packages.js';

const path = process.env['PATH'];
let bin: string;

/** A machine whose PATH holds one folder, and in it what the test puts there. */
beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'memoir-packages-'));
  process.env['PATH'] = bin;
});

afterEach(async () => {
  process.env['PATH'] = path;
  await rm(bin, { recursive: true });
});

const policy = () => join(bin, 'policy-rc.d');
const calls = () => readFile(join(bin, 'calls'), 'utf8');

/** Notes how it was called and whether services were forbidden then; `install` brings a server. */
async function putPackageManager(name: string, installs: string, status = 0): Promise<void> {
  const script = [
    '#!/bin/sh',
    `[ -x "${policy()}" ] && policy=forbidden || policy=allowed`,
    `echo "$* (services $policy)" >> "${join(bin, 'calls')}"`,
    `[ "$1" != "${installs}" ] && exit 1`,
    `[ ${status} = 0 ] && printf '#!/bin/sh\\n' > "${bin}/redis-server" && /bin/chmod +x "${bin}/redis-server"`,
    `exit ${status}`,
  ];
  await writeFile(join(bin, name), `${script.join('\n')}\n`, { mode: 0o755 });
}

const find = (mayInstall = true) => new SystemPackages({ mayInstall, servicePolicy: policy() }).find(() => undefined);

describe('a server from the packages of the system', () => {
  it('is installed with apt-get, after an update that may fail, without its service being started', async () => {
    await putPackageManager('apt-get', 'install');

    expect(await find()).toBe(join(bin, 'redis-server'));
    expect(await calls()).toMatch(/^update .*\(services forbidden\)\ninstall .*redis-server \(services forbidden\)\n$/);
    expect(existsSync(policy())).toBe(false);
  });

  it('is installed with apk', async () => {
    await putPackageManager('apk', 'add');

    expect(await find()).toBe(join(bin, 'redis-server'));
  });

  it('leaves a service policy alone that is there already', async () => {
    await putPackageManager('apt-get', 'install');
    await writeFile(policy(), '#!/bin/sh\nexit 104\n', { mode: 0o755 });

    await find();

    expect(await readFile(policy(), 'utf8')).toContain('104');
  });

  it('is an error naming the command that failed', async () => {
    await putPackageManager('apt-get', 'install', 100);

    await expect(find()).rejects.toThrow(/'apt-get install .*' ended with 100/);
    expect(existsSync(policy())).toBe(false);
  });

  it('is not tried by anybody but root', async () => {
    await putPackageManager('apt-get', 'install');

    await expect(find(false)).rejects.toThrow(/apt-get could install it, but only as root/);
    expect(existsSync(join(bin, 'calls'))).toBe(false);
  });

  it('is not to be had where no package manager is known', async () => {
    expect(await find()).toBeUndefined();
  });
});
