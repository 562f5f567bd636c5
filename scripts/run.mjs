import { spawn } from 'node:child_process';
import { ROOT } from './workspace.mjs';

/** Signals that a run passes on to what it has started, so that it can stop its own servers. */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command in the checkout with this terminal, and passes signals on to it.
 *
 * @param {readonly string[]} command program and arguments
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code; 128 and more if a signal ended it
 */
export function run([program, ...args], options = {}) {
  return new Promise((resolve, reject) => {
    // The shell is there for Windows, where npm's programs are scripts.
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      ...options,
    });
    const passOn = (signal) => child.kill(signal);
    for (const signal of PASSED_ON) {
      process.on(signal, passOn);
    }
    const finish = (settle) => {
      for (const signal of PASSED_ON) {
        process.off(signal, passOn);
      }
      settle();
    };
    child.once('error', (error) => finish(() => reject(error)));
    child.once('close', (code, signal) => finish(() => resolve(code ?? (signal === 'SIGINT' ? 130 : 143))));
  });
}

/** As `run`; ends this process with the command's exit code if that is not 0. */
export async function runOrExit(command, options) {
  const code = await run(command, options);
  if (code !== 0) {
    console.error(`\n'${command.join(' ')}' ended with ${code}`);
    process.exit(code);
  }
}

/** A program of the checkout, run by this Node. */
export function nodeProgram(path, ...args) {
  return [process.execPath, path, ...args];
}
