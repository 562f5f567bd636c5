import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyInstance, fastify } from 'fastify';
import { RateError } from './rates.js';

const ANSWERS_AFTER = 200;

/** The rates themselves, behind HTTP: slow to read, so one wants to read each only once. Counts how often it is read. */
export class SlowSource {
  readonly #rates = new Map([
    ['EUR', 1.08],
    ['CHF', 1.13],
  ]);
  readonly #server: FastifyInstance = fastify({ forceCloseConnections: true });
  #reads = 0;

  private constructor() {
    this.#server.get<{ Params: { currency: string } }>('/:currency', async ({ params, headers }) => {
      this.#reads++;
      this.#server.server.emit('read', Number(headers['x-process']));
      await sleep(ANSWERS_AFTER);
      const rate = this.#rates.get(params.currency);
      if (rate === undefined) throw new RateError(params.currency, 404);
      return rate;
    });
    this.#server.put<{ Params: { currency: string }; Body: number }>('/:currency', async ({ params, body }) => {
      this.#rates.set(params.currency, body);
      return body;
    });
  }

  /** @returns the source and its address on a free port of this machine */
  static async start(): Promise<{ source: SlowSource; url: string }> {
    const source = new SlowSource();
    return { source, url: await source.#server.listen({ host: '127.0.0.1', port: 0 }) };
  }

  get reads(): number {
    return this.#reads;
  }

  /** Resolves when the next read begins, with the id of the process that reads. */
  async nextRead(): Promise<number> {
    const [pid] = (await once(this.#server.server, 'read')) as [number];
    return pid;
  }

  async close(): Promise<void> {
    await this.#server.close();
  }
}
