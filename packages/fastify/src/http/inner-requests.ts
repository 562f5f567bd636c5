import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Answer, Headers } from './answer.js';
import { textOf } from './directives.js';

const MARK = 'x-memoir-inner-request';
/** Between two neighbours alone (RFC 9110, section 7.6.1). */
const OF_ONE_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** The handler is to give the whole answer; whether this client needs it is judged afterwards. */
const CONDITIONS = new Set(['content-length', 'expect', 'if-match', 'if-modified-since', 'if-none-match', 'if-range']);

/**
 * Runs routes for the cache: as a request of its own, so that it neither ends nor fails with the client that happened to
 * come first, and can be made with no client at all.
 */
export class InnerRequests {
  /** Nobody outside this process knows it. */
  readonly #secret = randomUUID();

  constructor(private readonly app: FastifyInstance) {}

  /** Whether the request is one of these; the routes do not see by what it is told. */
  isOne({ headers }: FastifyRequest): boolean {
    if (headers[MARK] !== this.#secret) return false;
    delete headers[MARK];
    return true;
  }

  async answer({ raw, headers }: Pick<FastifyRequest, 'headers' | 'raw'>): Promise<Answer> {
    const request = {
      method: 'GET' as const,
      url: raw.url ?? '/',
      headers: { ...without(headers, (name) => CONDITIONS.has(name)), [MARK]: this.#secret } as Record<string, string>,
      ...(raw.socket.remoteAddress === undefined ? {} : { remoteAddress: raw.socket.remoteAddress }),
    };
    const response = await this.app.inject(request);
    return {
      status: response.statusCode,
      headers: without(response.headers),
      body: new Uint8Array(response.rawPayload),
    };
  }
}

function without(headers: Readonly<Record<string, unknown>>, isDropped = (_name: string) => false): Headers {
  const ofOneHop = new Set(
    textOf(headers['connection'])
      .toLowerCase()
      .split(/\s*,\s*/),
  );
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !OF_ONE_HOP.has(name) && !ofOneHop.has(name) && !isDropped(name),
  );
  return Object.fromEntries(
    kept.map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
  );
}
