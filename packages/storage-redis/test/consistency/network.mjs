import { TcpProxy } from '@memoir/redis-test-server';

/** One process's way to all the servers: a proxy for each. */
export class Network {
  #proxies;

  constructor(proxies) {
    this.#proxies = proxies;
  }

  static async to(ports) {
    return new Network(new Map(await Promise.all(ports.map(async (port) => [port, await TcpProxy.to(port)]))));
  }

  /** Where a server is found from here. */
  portOf(port) {
    return this.#proxies.get(port).port;
  }

  /** The same for all of them, as ioredis wants to be told. */
  get natMap() {
    const entries = [...this.#proxies].map(([port, proxy]) => [
      `127.0.0.1:${port}`,
      { host: '127.0.0.1', port: proxy.port },
    ]);
    return Object.fromEntries(entries);
  }

  delay(by) {
    for (const proxy of this.#proxies.values()) proxy.delay(by);
  }

  lose(what) {
    for (const proxy of this.#proxies.values()) proxy.lose(what);
  }

  cut() {
    for (const proxy of this.#proxies.values()) proxy.cut();
  }

  async close() {
    await Promise.all(Array.from(this.#proxies.values(), (proxy) => proxy.close()));
  }
}
