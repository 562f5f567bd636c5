import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadOutcome, LoadPlan } from './load-generator.js';

/** What the load process tells its parent. */
export type LoadMessage = { readonly requests: number } | { readonly outcome: LoadOutcome };

/**
 * Generates load in a process of its own.
 *
 * @throws {Error} if that process ends without an outcome
 */
export function runLoad(plan: LoadPlan, onProgress: (requests: number) => void): Promise<LoadOutcome> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./load-process.js', import.meta.url)));
    child.on('error', reject);
    child.on('exit', (code, signal) => reject(new Error(`the load process ended early (${signal ?? code})`)));
    child.on('message', (message: LoadMessage) => {
      if ('requests' in message) return onProgress(message.requests);
      resolve(message.outcome);
      child.disconnect();
    });
    child.send(plan);
  });
}
