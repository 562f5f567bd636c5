/** What can be done to a server from outside, as the kernel names it. */
export type ServerSignal = 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';

/** One running server, however it was started. */
export interface LaunchedServer {
  /** Resolves once the server is gone, for whatever reason; never rejects. */
  readonly exited: Promise<void>;
  /** Sends nothing to a server that is gone. */
  signal(signal: ServerSignal): Promise<void>;
  /** The last of what the server has printed. */
  log(): string;
}

/** Where servers come from: a program on this machine, a container. */
export interface Launcher {
  /**
   * @param args what follows `redis-server` on its command line
   * @param directory a folder of this server's own, which it can read and write under this very name
   */
  launch(args: readonly string[], directory: string): Promise<LaunchedServer>;
}
