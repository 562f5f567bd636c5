import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import ts from 'typescript';

let directory: string;
let victim: ChildProcess;
let owner: ChildProcess;

/** A process that watches over another one, and does what it is told on its standard input: the keeper as it runs in a test worker. */
async function startOwner(): Promise<void> {
  const source = await readFile(new URL('../src/keeper.ts', import.meta.url), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext } });
  const program = join(directory, 'owner.mjs');
  await writeFile(
    program,
    `${outputText}
    const dismiss = keepWatch(${victim.pid}, ${JSON.stringify(join(directory, 'of-the-server'))});
    process.stdin.once('data', () => { dismiss(); process.stdin.destroy(); });
    process.stdout.write('watching');`,
  );
  owner = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(owner.stdout!, 'data');
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'memoir-keeper-'));
  await writeFile(join(directory, 'of-the-server'), '');
  victim = spawn('sleep', ['60']);
  await startOwner();
});

afterEach(async () => {
  victim.kill('SIGKILL');
  owner.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

describe('the keeper of a server', () => {
  it('kills the server and removes its folder when the process that started it is killed', async () => {
    const gone = once(victim, 'exit');

    owner.kill('SIGKILL');

    expect(await gone).toEqual([null, 'SIGKILL']);
    await until(() => !existsSync(join(directory, 'of-the-server')));
  });

  it('kills a frozen server, too', async () => {
    const gone = once(victim, 'exit');
    victim.kill('SIGSTOP');

    owner.kill('SIGKILL');

    expect(await gone).toEqual([null, 'SIGKILL']);
  });

  it('lets the process end by itself, and touches nothing once it is dismissed', async () => {
    const ended = once(owner, 'exit');

    owner.stdin!.write('dismiss');

    expect(await ended).toEqual([0, null]);
    expect(victim.exitCode ?? victim.signalCode).toBeNull();
    expect(existsSync(join(directory, 'of-the-server'))).toBe(true);
  });
});

/** The folder goes a moment after the process; the runner's own time limit is the bound. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
