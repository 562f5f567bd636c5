import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assetAt } from './assets.js';
import { BadRequest, deeds } from './deeds.js';
import type { Observer, Place } from './observer.js';
import { refusalOf } from './refusal.js';
import { Token } from './token.js';

const LOOPBACK = '127.0.0.1';
/** Arguments of one call, and nothing large. */
const LARGEST_BODY = 64 * 1024;

/** The page and what it asks for, on the loopback interface of this machine and nowhere else. */
export class DevtoolsServer {
  readonly #token = new Token();
  readonly #server: Server;
  readonly #viewers = new Map<ServerResponse, Place>();

  constructor(private readonly observer: Observer) {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: Error) => {
        send(response, error instanceof BadRequest ? 400 : 500, { error: error.message });
      });
    });
  }

  /** @returns the address to open, which has the token where it goes into no log and no request */
  listen(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, LOOPBACK, () => {
        this.#server.unref(); // a process that has nothing else to do may end
        resolve(`http://${LOOPBACK}:${this.#port}/#${this.#token.text}`);
      });
      this.#server.on('connection', (socket) => socket.unref());
    });
  }

  /** Tells all who look what is new. */
  tellAll(): void {
    for (const [response, told] of this.#viewers) this.#tell(response, told);
  }

  close(): Promise<void> {
    for (const response of this.#viewers.keys()) response.end();
    this.#viewers.clear();
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOf(request, this.#port);
    if (refusal !== undefined) return send(response, 403, { error: refusal });
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const deed = Object.hasOwn(deeds, pathname) ? deeds[pathname] : undefined;
    if (deed !== undefined) {
      if (request.method !== 'POST') return send(response, 405, { error: 'POST only' });
      if (!this.#token.is(String(request.headers['x-memoir-token'] ?? ''))) return noToken(response);
      return send(response, 200, await deed(await bodyOf(request)));
    }
    if (request.method !== 'GET') return send(response, 405, { error: 'GET only' });
    if (pathname === '/live') {
      return this.#token.is(searchParams.get('token') ?? undefined) ? this.#watch(response) : noToken(response);
    }
    const nonce = randomBytes(16).toString('base64');
    const asset = assetAt(pathname, nonce);
    if (asset === undefined) return send(response, 404, { error: 'there is nothing here' });
    response.writeHead(200, { ...headers(nonce), 'content-type': asset.type });
    response.end(asset.body);
  }

  #watch(response: ServerResponse): void {
    response.writeHead(200, { ...headers(), 'content-type': 'text/event-stream' });
    response.on('close', () => this.#viewers.delete(response));
    this.#tell(response, undefined);
  }

  #tell(response: ServerResponse, told: Place | undefined): void {
    const { update, place } = this.observer.since(told);
    this.#viewers.set(response, place);
    response.write(`data: ${JSON.stringify(update)}\n\n`);
  }
}

function headers(nonce?: string): Record<string, string> {
  const script = nonce === undefined ? "'none'" : `'self' 'nonce-${nonce}'`;
  return {
    'content-security-policy': [
      "default-src 'none'",
      `script-src ${script}`,
      "style-src 'self'",
      "connect-src 'self'",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

function noToken(response: ServerResponse): void {
  send(response, 401, { error: 'open the address that was printed: it has the token' });
}

function send(response: ServerResponse, status: number, document: object): void {
  if (response.headersSent) return void response.end();
  response.writeHead(status, { ...headers(), 'content-type': 'application/json' });
  response.end(JSON.stringify(document));
}

async function bodyOf(request: IncomingMessage): Promise<object> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw new BadRequest('send JSON');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_BODY) throw new BadRequest('too long');
    chunks.push(chunk);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // The answer is the same.
  }
  throw new BadRequest('send a JSON object');
}
