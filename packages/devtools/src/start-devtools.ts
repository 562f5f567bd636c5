import { basename } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { ConfigurationError, type Duration, toMilliseconds } from '@memoir/core';
import { DevtoolsServer } from './devtools-server.js';
import { Observer } from './observer.js';

export interface DevtoolsOptions {
  /** Of 127.0.0.1; 0 for any that is free. @default 0 */
  readonly port?: number | undefined;
  /** How often the functions are looked at. @default '1s' */
  readonly every?: Duration | undefined;
  /** What the page calls this process. @default the name of the program, and the process id */
  readonly title?: string | undefined;
  /** Told the address, once. @default console.log */
  readonly log?: ((line: string) => void) | undefined;
  /** Whether to start although `NODE_ENV` is `production`. @default false */
  readonly allowProduction?: boolean | undefined;
}

/** The page, while it is served. */
export interface Devtools extends AsyncDisposable {
  /** With the token: who has it can look, and invalidate. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a page on 127.0.0.1 that shows every memoized function of this process, and prints its address. For development:
 * one line at the beginning of the program. A hit costs no more with it than without; the process may end while it runs.
 *
 * @throws {ConfigurationError} for a setting that cannot hold, and in production
 */
export async function startDevtools(options: DevtoolsOptions = {}): Promise<Devtools> {
  const { port = 0, every = '1s', title = ownTitle(), log = console.log, allowProduction = false } = options;
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new ConfigurationError('port is a whole number from 0 to 65535', port);
  }
  if (process.env['NODE_ENV'] === 'production' && !allowProduction) {
    throw new ConfigurationError('the devtools are for development; allowProduction starts them in production too');
  }
  const interval = toMilliseconds('every', every);
  const observer = new Observer(title, interval);
  const server = new DevtoolsServer(observer);
  const url = await server.listen(port);
  observer.look();
  const timer = setInterval(() => {
    observer.look();
    server.tellAll();
  }, interval).unref();
  const close = async () => {
    clearInterval(timer);
    observer.close();
    await server.close();
  };
  log(`memoir devtools: ${url}`);
  return { url, close, [Symbol.asyncDispose]: close };
}

function ownTitle(): string {
  return `${basename(process.argv[1] ?? 'node')} ${process.pid}`;
}
