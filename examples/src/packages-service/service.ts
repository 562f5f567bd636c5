import { createServer, type Server } from 'node:http';
import type { FiguresSource } from './figures-source.js';
import { isPackageName } from './package-name.js';
import { renderStartPage } from './start-page.js';

interface Answer {
  readonly status: number;
  readonly type: 'application/json' | 'text/html; charset=utf-8';
  readonly body: string;
  readonly allow?: string;
}

const PACKAGE_PATH = /^\/packages\/(.*?)(\/invalidate)?$/;

/**
 * The HTTP service: `GET /`, `GET /statistics`, `GET /packages/:name` and `POST /packages/:name/invalidate`. Not listening yet.
 *
 * @param onError told of what became an answer with status 500
 */
export function createService(source: FiguresSource, onError: (error: unknown) => void): Server {
  return createServer((request, response) => {
    void answer(source, request.method ?? '', request.url ?? '')
      .catch((error: unknown) => {
        onError(error);
        return json(500, { error: 'the figures could not be computed' });
      })
      .then(({ status, type, body, allow }) => {
        const headers = {
          'content-type': type,
          'content-length': Buffer.byteLength(body),
          'x-content-type-options': 'nosniff',
        };
        response.writeHead(status, allow ? { ...headers, allow } : headers).end(body);
      });
  });
}

async function answer(source: FiguresSource, method: string, url: string): Promise<Answer> {
  const path = url.split('?', 1)[0]!;
  if (path === '/') return allowOnly('GET', method) ?? html(renderStartPage(await source.names()));
  if (path === '/statistics') return allowOnly('GET', method) ?? json(200, source.statistics());
  const [isPackage, encodedName, isInvalidation] = PACKAGE_PATH.exec(path) ?? [];
  if (isPackage === undefined) return json(404, { error: 'there is nothing here; GET / shows what there is' });
  const wrongMethod = allowOnly(isInvalidation ? 'POST' : 'GET', method);
  if (wrongMethod) return wrongMethod;
  const name = decode(encodedName!);
  if (name === undefined || !isPackageName(name)) return json(400, { error: 'that is not the name of a package' });
  return isInvalidation ? invalidate(source, name) : figures(source, name);
}

async function figures(source: FiguresSource, name: string): Promise<Answer> {
  const found = await source.figuresOf(name);
  return found ? json(200, found) : json(404, { error: `${name} is not installed` });
}

async function invalidate(source: FiguresSource, name: string): Promise<Answer> {
  await source.invalidate(name);
  return json(200, { invalidated: name });
}

function allowOnly(allowed: 'GET' | 'POST', method: string): Answer | undefined {
  if (method === allowed || (allowed === 'GET' && method === 'HEAD')) return undefined;
  return { ...json(405, { error: `only ${allowed} is possible here` }), allow: allowed };
}

/** @returns `undefined` if it is not URL-encoded text */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function json(status: number, content: object): Answer {
  return { status, type: 'application/json', body: JSON.stringify(content) };
}

function html(body: string): Answer {
  return { status: 200, type: 'text/html; charset=utf-8', body };
}
