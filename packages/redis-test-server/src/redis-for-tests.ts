import { RedisServer } from './redis-server.js';

/** A Redis to talk to, which may be shared with others: take keys of your own and leave its settings alone. */
export interface RedisForTests extends AsyncDisposable {
  readonly url: string;
  close(): Promise<void>;
}

/** The server at `REDIS_URL` if that is set, else one that is started for the caller and stopped by `close`. */
export async function redisForTests(): Promise<RedisForTests> {
  const url = process.env['REDIS_URL'];
  if (url) {
    const close = async (): Promise<void> => {};
    return { url, close, [Symbol.asyncDispose]: close };
  }
  const server = await RedisServer.start();
  const close = (): Promise<void> => server.stop();
  return { url: server.url, close, [Symbol.asyncDispose]: close };
}
