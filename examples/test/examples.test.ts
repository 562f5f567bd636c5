import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { listen, stop } from '../src/packages-service/listen.js';

const run = promisify(execFile);
const workspace = fileURLToPath(new URL('../..', import.meta.url));
const sources = fileURLToPath(new URL('../src', import.meta.url));
const built = fileURLToPath(new URL('../dist', import.meta.url));

/** An example is a source file with the text that it prints beside it. */
const examples = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.txt'))
  .map((file) => file.slice(0, -'.txt'.length));

beforeAll(
  () => run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'examples'], { cwd: workspace }),
  120_000,
);

describe('every example', () => {
  it('is found', () => {
    expect(examples).toEqual(
      expect.arrayContaining(['basic', 'decorators', 'serverless', join('per-request', 'hono')]),
    );
  });

  it.each(examples)('%s ends by itself and prints what stands beside it', async (name) => {
    const { stdout, stderr } = await run(process.execPath, [`${built}/${name}.js`]);

    expect(stderr).toBe('');
    expect(stdout).toBe(await readFile(`${sources}/${name}.txt`, 'utf8'));
  });
});

describe('the main job', () => {
  const main = `${built}/packages-service/main.js`;
  const quick = ['--seconds', '0.5', '--connections', '8', '--packages', '12'];

  it('measures, compares, invalidates and refreshes, and ends with code 0', async () => {
    const { stdout, stderr } = await run(process.execPath, [main, ...quick]);

    expect(stdout).toMatch(/without memoir +with memoir, cold +with memoir, warm\n/);
    for (const row of ['requests', 'requests per second', 'p50', 'p99', 'loads run', 'joined callers', 'hit ratio']) {
      expect(stdout).toMatch(new RegExp(`^${row} +[\\d.,]+( ms| %)?( +[\\d.,]+( ms| %)?){2}$`, 'm'));
    }
    expect(stdout).toContain('The answers about 12 of 12 packages are equal with and without memoir, to the byte.\n');
    expect(stdout).toMatch(/ +@scratch\/notes 1 -> 2, scratch-reader 1 -> 1, 12 others (\d+) -> \1\n/);
    expect(stdout).toMatch(/asked when stale +2 lines.*\n +asked after that +3 lines/);
    expect(stdout).toMatch(/\nAll answers were right\.\n$/);
    expect(stderr).toMatch(/^load without memoir \.\.\.\n/);
    expect(stderr).not.toContain('WRONG');
  }, 60_000);

  it('ends with code 2 and the usage on an option that it does not know', async () => {
    await expect(run(process.execPath, [main, '--fast'])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('npm start -- --serve'),
    });
  });

  it('serves a browser until it is interrupted', async () => {
    const child = spawn(process.execPath, [main, '--serve'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const address = line.match(/^http:\/\/127\.0\.0\.1:\d+\//)![0];

    expect(await (await fetch(address)).text()).toContain('<a href="/packages/typescript">typescript</a>');
    expect(await (await fetch(`${address}packages/typescript`)).json()).toMatchObject({ licences: ['Apache-2.0'] });
    expect(await (await fetch(`${address}statistics`)).json()).toMatchObject({ calls: 1, loads: 1 });
    child.kill('SIGINT');
    child.kill('SIGINT'); // a parent that passes on what the terminal has sent to both
    expect(await exit).toEqual([0, null]);
  }, 30_000);

  it('ends with code 1 where the port is taken', async () => {
    const other = createServer();
    const port = await listen(other);
    const ended = run(process.execPath, [main, '--serve', '--port', String(port)]);

    await expect(ended).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^listen EADDRINUSE.*\n$/) });
    await stop(other);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'memoir-test-'));
    const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    const child = spawn(process.execPath, [main, '--seconds', '60'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const exit = once(child, 'exit');
    await once(createInterface(child.stderr), 'line'); // the load begins
    const during = await readdir(temporary);
    child.kill('SIGINT');
    const ended = await exit;
    const after = await readdir(temporary);
    await rm(temporary, { recursive: true });

    expect(during).toEqual([expect.stringMatching(/^memoir-packages-/)]);
    expect(ended).toEqual([130, null]);
    expect(after).toEqual([]);
  }, 30_000);
});
