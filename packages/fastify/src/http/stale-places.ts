import type { FastifyReply, FastifyRequest } from 'fastify';
import { textOf } from './directives.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** The address of a request, as its answer is stored under. */
export function addressOf({ headers, raw }: Pick<FastifyRequest, 'headers' | 'raw'>): string {
  return `${textOf(headers['host']).toLowerCase()}${raw.url ?? '/'}`;
}

/**
 * The addresses whose stored answers a request makes invalid: its own, and those on the same host that the answer names
 * (RFC 9111, section 4.4).
 */
export function addressesChangedBy(request: FastifyRequest, reply: FastifyReply): string[] {
  const isDone = reply.statusCode >= 200 && reply.statusCode < 400;
  if (SAFE.has(request.method) || !isDone) return [];
  const host = textOf(request.headers['host']).toLowerCase();
  const addresses = new Set([addressOf(request)]);
  for (const name of ['location', 'content-location']) {
    const named = textOf(reply.getHeader(name));
    const base = `http://${host}${request.raw.url ?? '/'}`;
    if (named === '' || !URL.canParse(named, base)) continue;
    const url = new URL(named, base);
    if (url.host === new URL(base).host) addresses.add(`${host}${url.pathname}${url.search}`);
  }
  return [...addresses];
}
