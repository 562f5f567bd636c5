import { Redis } from 'ioredis';

/** A connection to each server that somebody asks for one to. */
export class Admins {
  #connections = new Map();

  of(server) {
    const present = this.#connections.get(server);
    if (present !== undefined) return present;
    const made = new Redis(server.url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
    made.on('error', () => undefined);
    this.#connections.set(server, made);
    return made;
  }

  close() {
    for (const connection of this.#connections.values()) connection.disconnect();
  }
}
