// Refreshing over HTTP what has not changed: an ETag or a Last-Modified date goes along, and 304 keeps the value.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { type LoadContext, memoizeWithContext } from 'memoir';

// ---- the source: two documents, one known by its ETag, the other by when it was last changed

const documents: Record<string, { text: string; etag?: string; lastModified?: string }> = {
  '/terms': { text: 'Be kind.', etag: '"1"' },
  '/news': { text: 'Nothing happened.', lastModified: 'Sat, 10 Jan 2026 08:00:00 GMT' },
};

const server = createServer((request, response) => {
  const document = documents[request.url ?? ''];
  if (document === undefined) {
    console.log('    404');
    response.writeHead(404).end();
    return;
  }
  const { text, etag, lastModified } = document;
  const isKnown =
    (etag !== undefined && request.headers['if-none-match'] === etag) ||
    (lastModified !== undefined && request.headers['if-modified-since'] === lastModified);
  if (etag !== undefined) response.setHeader('etag', etag);
  if (lastModified !== undefined) response.setHeader('last-modified', lastModified);
  console.log(`    ${isKnown ? '304, no body' : `200, ${text.length} bytes`}`);
  response.writeHead(isKnown ? 304 : 200).end(isKnown ? undefined : text);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

// ---- the function: asks only whether what it has still holds

interface Page {
  readonly text: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

class NotFound extends Error {}

async function loadPage(context: LoadContext, path: string) {
  const known = context.previous<Page>()?.value;
  const headers = new Headers();
  if (known?.etag) headers.set('if-none-match', known.etag);
  if (known?.lastModified) headers.set('if-modified-since', known.lastModified);
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers, signal: context.signal });
  if (response.status === 304) return context.notModified(); // the value stays, for another lifetime
  if (response.status === 404) throw new NotFound(`there is no ${path}`);
  const page: Page = {
    text: await response.text(),
    etag: response.headers.get('etag'),
    lastModified: response.headers.get('last-modified'),
  };
  return page;
}

const clock = new ManualClock();
const getPage = memoizeWithContext(loadPage, {
  clock,
  updateAfter: '1m',
  expireAfter: '1h',
  keepStaleFor: '1d',
  staleOnError: (error) => !(error instanceof NotFound), // a missing page is an answer; a server that is down is not
  errorLifeSpan: (error) => (error instanceof NotFound ? { expireAfter: '30s' } : undefined),
});

async function show(path: string): Promise<void> {
  console.log(`  ${path}: ${(await getPage(path)).text}`);
}

console.log('At first everything is loaded whole:');
await show('/terms');
await show('/news');

console.log('Two hours later both have expired, and both still hold:');
await clock.advance('2h');
await show('/terms');
await show('/news');

console.log('One of them changes; a refresh asks about each:');
documents['/news'] = { text: 'Something happened!', lastModified: 'Sun, 11 Jan 2026 08:00:00 GMT' };
await getPage.refresh('/terms');
await getPage.refresh('/news');
await show('/news');

console.log('What does not exist is remembered, too; the second call asks nobody:');
for (let call = 1; call <= 2; call++)
  await getPage('/nothing').catch((error: Error) => console.log(`  ${error.message}`));

server.closeAllConnections();
server.close();
await once(server, 'close');
console.log('The server is gone, and a day has not passed yet:');
await clock.advance('20h');
await show('/news');
