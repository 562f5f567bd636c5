import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from './answers.js';
import { findLauncher } from './find-launcher.js';
import { freePort } from './free-port.js';
import type { LaunchedServer, Launcher } from './launcher.js';

const STARTED_WITHIN = 15_000;
const STOPPED_WITHIN = 3_000;
const PORT_ATTEMPTS = 5;

export interface RedisServerOptions {
  /** What follows on the command line, as `['--maxmemory', '4mb']`; wins over the defaults (nothing on disk). */
  readonly args?: readonly string[] | undefined;
  /** Text of a configuration file of this server's own, which it may write to: Sentinel demands one. */
  readonly config?: string | undefined;
  /** @default a free one */
  readonly port?: number | undefined;
  /** @default the one that `findLauncher` finds */
  readonly launcher?: Launcher | undefined;
}

/** A Redis server of one test's own, on 127.0.0.1. It is gone when this process is, however that ends. */
export class RedisServer implements AsyncDisposable {
  #launched: LaunchedServer | undefined;

  private constructor(
    private readonly launcher: Launcher,
    private readonly args: readonly string[],
    readonly port: number,
    /** The server's own folder; removed by `stop`. */
    readonly directory: string,
  ) {}

  /** Resolves once the server answers. */
  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const launcher = options.launcher ?? (await findLauncher());
    for (let attempt = 1; ; attempt++) {
      const port = options.port ?? (await freePort());
      const directory = await mkdtemp(join(tmpdir(), 'memoir-redis-'));
      const server = new RedisServer(launcher, await commandLine(options, port, directory), port, directory);
      try {
        await server.#launch();
        return server;
      } catch (error) {
        await server.stop();
        // Somebody else may have taken the port between the probe and the start.
        if (options.port !== undefined || attempt === PORT_ATTEMPTS || !/in use/i.test(String(error))) {
          throw error;
        }
      }
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return this.#launched !== undefined;
  }

  /** The last of what the server has printed. */
  log(): string {
    return this.#launched?.log() ?? '';
  }

  /** Stops the process without ending it: connections stay open, and nothing is answered. */
  async freeze(): Promise<void> {
    await this.#launched?.signal('SIGSTOP');
  }

  async thaw(): Promise<void> {
    await this.#launched?.signal('SIGCONT');
  }

  /** Ends the process at once, as a crash does; connections are reset. Resolves once it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Starts the server again on the same port and folder, killing it first if it runs: it has lost what was not on disk. */
  async restart(): Promise<void> {
    await this.kill();
    await this.#launch();
  }

  /** Ends the process in good order and removes its folder; may be called twice. */
  async stop(): Promise<void> {
    await this.thaw();
    await this.#end('SIGTERM');
    await rm(this.directory, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #launch(): Promise<void> {
    const launched = await this.launcher.launch(this.args, this.directory);
    this.#launched = launched;
    let gone = false;
    void launched.exited.then(() => {
      gone = true;
      if (this.#launched === launched) {
        this.#launched = undefined;
      }
    });
    const giveUpAt = performance.now() + STARTED_WITHIN;
    while (!(await answers(this.port)) || gone) {
      if (gone || performance.now() > giveUpAt) {
        throw new Error(`redis-server ${gone ? 'ended at once' : 'does not answer'}:\n${launched.log()}`);
      }
      await sleep(10);
    }
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const launched = this.#launched;
    if (launched === undefined) {
      return;
    }
    const impatient = setTimeout(() => void launched.signal('SIGKILL'), STOPPED_WITHIN);
    await launched.signal(signal);
    await launched.exited;
    clearTimeout(impatient);
  }
}

async function commandLine(options: RedisServerOptions, port: number, directory: string): Promise<string[]> {
  const file = join(directory, 'redis.conf');
  if (options.config !== undefined) {
    await writeFile(file, options.config);
  }
  return [
    ...(options.config === undefined ? [] : [file]),
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory],
    ...['--save', '', '--appendonly', 'no'],
    ...(options.args ?? []),
  ];
}
