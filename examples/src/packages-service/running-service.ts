import type { Server } from 'node:http';
import type { FiguresSource } from './figures-source.js';
import { HttpClient } from './http-client.js';
import { listen, stop } from './listen.js';
import type { PackageFigures } from './package-figures.js';
import { createService } from './service.js';

/** A service that listens on loopback, with a client to ask it. */
export class RunningService {
  readonly #server: Server;
  readonly #client: HttpClient;

  private constructor(
    server: Server,
    readonly source: FiguresSource,
    readonly port: number,
  ) {
    this.#server = server;
    this.#client = new HttpClient(port);
  }

  /** @param port 0 for any free one */
  static async start(source: FiguresSource, port = 0): Promise<RunningService> {
    const server = createService(source, (error) => console.error(error));
    return new RunningService(server, source, await listen(server, port));
  }

  /**
   * Asks over HTTP for one package.
   *
   * @throws {Error} unless the answer has status 200
   */
  async ask(name: string): Promise<string> {
    const { status, body } = await this.#client.getPackage(name);
    if (status !== 200) throw new Error(`${name}: status ${status}, ${body}`);
    return body;
  }

  async askForFigures(name: string): Promise<PackageFigures> {
    return JSON.parse(await this.ask(name));
  }

  async invalidate(name: string): Promise<void> {
    const { status, body } = await this.#client.invalidatePackage(name);
    if (status !== 200) throw new Error(`invalidating ${name}: status ${status}, ${body}`);
  }

  async stop(): Promise<void> {
    this.#client.close();
    await stop(this.#server);
  }
}
