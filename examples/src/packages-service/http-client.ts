import { Agent, request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** How long a request may take before it counts as failed. */
const REQUEST_TIMEOUT = 30_000;

/** A client of one server on loopback that keeps its connections open. */
export class HttpClient {
  readonly #port: number;
  readonly #agent: Agent;

  constructor(port: number, connections = 1) {
    this.#port = port;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** @throws {Error} if there is no complete answer; every status is an answer */
  send(method: 'GET' | 'POST', path: string): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: this.#port,
        agent: this.#agent,
        method,
        path,
        timeout: REQUEST_TIMEOUT,
      };
      const sent = request(options, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        response.on('error', reject);
      });
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${REQUEST_TIMEOUT} ms`)));
      sent.on('error', reject);
      sent.end();
    });
  }

  getPackage(name: string): Promise<HttpAnswer> {
    return this.send('GET', `/packages/${encodeURIComponent(name)}`);
  }

  invalidatePackage(name: string): Promise<HttpAnswer> {
    return this.send('POST', `/packages/${encodeURIComponent(name)}/invalidate`);
  }

  close(): void {
    this.#agent.destroy();
  }
}
