import { spawn } from 'node:child_process';
import { ROOT } from './workspace.mjs';

/** Signals that a run passes on to what it has started, so that it can stop its own servers. */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command in the checkout with this terminal, and passes signals on to it.
 *
 * @param {readonly string[]} command program and arguments
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code; 130 or 143 if a signal ended it
 */
export function run([program, ...args], options = {}) {
  return new Promise((resolve, reject) => {
    // The shell is there for Windows, where npm's programs are scripts.
    const shell = process.platform === 'win32' && program !== process.execPath;
    const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', shell, ...options });
    const passOn = (signal) => child.kill(signal);
    for (const signal of PASSED_ON) {
      process.on(signal, passOn);
    }
    child.once('error', reject);
    child.once('close', (code, signal) => {
      for (const each of PASSED_ON) {
        process.off(each, passOn);
      }
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** As `run`, for a command that has to succeed. */
export async function runOrThrow(command, options) {
  const code = await run(command, options);
  if (code !== 0) {
    throw new Error(`'${command.join(' ')}' ended with ${code}`);
  }
}

/** A program of the checkout, run by this Node. */
export function nodeProgram(path, ...args) {
  return [process.execPath, path, ...args];
}

/** Ends this process with the exit code that the body answers; with 1, and without a stack, if it throws. */
export async function main(body) {
  const code = await body().catch((error) => {
    console.error(`\n${error.message}`);
    return 1;
  });
  // Not left to the event loop: what hangs would hold it.
  process.exit(code);
}
