import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * Sees every command that one server executes. By a connection of its own: ioredis takes what it is shown for answers if
 * the server is busy while it asks for it.
 */
export class Watch {
  #text = '';

  private constructor(private readonly socket: Socket) {
    socket.on('data', (data) => {
      this.#text += data;
    });
  }

  static async of(port: number): Promise<Watch> {
    const socket = connect(port, '127.0.0.1', () => socket.write('MONITOR\r\n'));
    const watch = new Watch(socket);
    await once(socket, 'data');
    return watch;
  }

  /** Names in lower case, those that scripts have sent too. */
  commands(): string[] {
    return Array.from(this.#text.matchAll(/^\+[\d.]+ \[[^\]]*\] "([^"]*)"/gm), ([, name]) => name!.toLowerCase());
  }

  end(): void {
    this.socket.destroy();
  }
}
