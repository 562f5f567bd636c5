import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers';

/** What gets lost on the way; a connection that has lost something is reset in the end, as TCP does. */
export type Loss = 'nothing' | 'answers' | 'everything';

/** Stands between a client and a server, and lets through what the test allows. */
export class TcpProxy {
  #loss: Loss = 'nothing';
  #delay = 0;
  readonly #sockets = new Set<Socket>();
  readonly #broken = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private target: number,
  ) {}

  static async to(port: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, port);
    server.on('connection', (client) => proxy.#join(client, connect(proxy.target, '127.0.0.1')));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Answers take that much longer, milliseconds. */
  delay(by: number): void {
    this.#delay = by;
  }

  /** To another server: resets every connection, so that the next ones go there. */
  leadTo(port: number): void {
    this.target = port;
    this.cut();
  }

  /** From now on; with `answers`, commands are still carried out. */
  lose(what: Loss): void {
    this.#loss = what;
    if (what === 'nothing') for (const socket of this.#broken) reset(socket);
  }

  /** Resets every connection. */
  cut(): void {
    for (const socket of this.#sockets) reset(socket);
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  #join(client: Socket, server: Socket): void {
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#broken.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (data) => {
      if (this.#loss === 'everything') this.#broken.add(client);
      else server.write(data);
    });
    let due = 0;
    const delayed: Uint8Array[] = [];
    server.on('data', (data) => {
      if (this.#loss !== 'nothing') {
        this.#broken.add(client);
        return;
      }
      const now = performance.now();
      // Nothing overtakes what was delayed before it, also where a timer is late: each writes what has waited longest.
      due = Math.max(due, now + this.#delay);
      if (due <= now && delayed.length === 0) {
        client.write(data);
        return;
      }
      delayed.push(data);
      setTimeout(() => client.write(delayed.shift()!), due - now);
    });
  }
}

function reset(socket: Socket): void {
  // One that is shutting down cannot be reset any more, and a reset that fails leaves it open.
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
