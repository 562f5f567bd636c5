import { spawn } from 'node:child_process';
import { ROOT } from './workspace.mjs';

/**
 * Runs a command to its end and gives what it printed.
 *
 * @param {readonly string[]} command program and arguments
 * @throws {Error} with all that it printed, if it fails
 */
export function outputOf([program, ...args], { cwd = ROOT, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const printed = { stdout: '', all: '' };
    child.stdout.on('data', (chunk) => {
      printed.stdout += chunk;
      printed.all += chunk;
    });
    child.stderr.on('data', (chunk) => {
      printed.all += chunk;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) {
        resolve(printed.stdout);
      } else {
        reject(new Error(`'${[program, ...args].join(' ')}' ended with ${code ?? signal}:\n${printed.all.trim()}`));
      }
    });
  });
}
