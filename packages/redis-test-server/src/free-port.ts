import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections, so that a killed server finds its own free again. */
const FIRST = 11_000;
const COUNT = 10_000;
/** A cluster node listens on this much above its port as well. */
export const CLUSTER_BUS_OFFSET = 10_000;

/** A port on 127.0.0.1 that nobody listens on, nor on the one of its cluster bus. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if ((await isFree(port)) && (await isFree(port + CLUSTER_BUS_OFFSET))) {
      return port;
    }
  }
  throw new Error(`no free port between ${FIRST} and ${FIRST + COUNT}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
