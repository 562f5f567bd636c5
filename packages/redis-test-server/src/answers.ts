import { connect } from 'node:net';

/**
 * Whether a server speaks Redis on this port. One that asks for a password does; one that is still loading, or frozen,
 * does not.
 */
export function answers(port: number, withinMilliseconds = 1_000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const finish = (answer: boolean): void => {
      resolve(answer);
      socket.destroy();
    };
    socket.setTimeout(withinMilliseconds, () => finish(false));
    socket.once('data', (data) => finish(/^(\+PONG|-NOAUTH)/.test(data.toString())));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}
