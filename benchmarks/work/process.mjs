import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process that answers each message with one; what it says on standard error is seen. */
export class Answering {
  #child;
  #ended;

  constructor(script, args, execArgv = []) {
    this.#child = fork(fileURLToPath(new URL(script, import.meta.url)), args, { execArgv });
    this.#ended = new Promise((_, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code) => reject(new Error(`${script} ${args.join(' ')} ended with code ${code}`)));
    });
    this.#ended.catch(() => {});
  }

  /** @throws if the process ends instead */
  async next() {
    const [message] = await Promise.race([once(this.#child, 'message'), this.#ended]);
    return message;
  }

  async ask() {
    const answer = this.next();
    this.#child.send('round');
    return await answer;
  }

  end() {
    this.#child.removeAllListeners('exit');
    this.#child.kill();
  }
}
