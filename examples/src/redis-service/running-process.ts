import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./service-process.js', import.meta.url));

/** One process of the service, seen from outside. */
export class RunningProcess {
  readonly #exited: Promise<unknown[]>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {
    this.#exited = once(child, 'exit');
  }

  /** Resolves once it listens. */
  static async start(redisUrl: string, sourceUrl: string): Promise<RunningProcess> {
    const child = fork(PROGRAM, [redisUrl, sourceUrl]);
    const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code} at its start`)));
    const [url] = await Promise.race([once(child, 'message') as Promise<[string]>, failed]);
    return new RunningProcess(child, url);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** @returns the rate; `undefined` if the process is gone */
  async rate(currency: string): Promise<number | undefined> {
    const response = await fetch(`${this.url}/rates/${currency}`).catch(() => undefined);
    return response === undefined ? undefined : ((await checked(response).json()) as { rate: number }).rate;
  }

  async setRate(currency: string, rate: number): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ rate });
    checked(await fetch(`${this.url}/rates/${currency}`, { method: 'POST', headers, body }));
  }

  async forgetAll(): Promise<void> {
    checked(await fetch(`${this.url}/rates`, { method: 'DELETE' }));
  }

  /** Ends it in the middle of whatever it does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#exited;
  }

  /** Lets it close what it has open; does nothing to one that is gone. */
  async stop(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await this.#exited;
  }
}

function checked(response: Response): Response {
  if (response.ok) return response;
  throw new Error(`${response.url} answered ${response.status}`);
}
