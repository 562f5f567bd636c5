import { connect } from 'node:net';

/** @throws {Error} unless somebody listens at this address within 5 s */
export async function requireAnswer(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 6379), timeout: 5_000 });
    const refuse = (reason: string): void => {
      socket.destroy();
      // Without the rest of the address, which may hold a password.
      reject(new Error(`REDIS_URL is set, but nobody answers at ${hostname}:${port || 6379}: ${reason}`));
    };
    socket.once('error', (error) => refuse(error.message));
    socket.once('timeout', () => refuse('no answer within 5 s'));
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}
