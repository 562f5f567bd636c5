import type { IncomingMessage } from 'node:http';

/**
 * Why a request is not answered, if it is not. The page is for who sits at this machine and opened it under the address
 * that was printed: a name that somebody else has led here (DNS rebinding), and pages of other origins, are refused.
 */
export function refusalOf({ headers }: IncomingMessage, port: number): string | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? '')) return 'this page is for 127.0.0.1 alone';
  const { origin } = headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) return 'not for other origins';
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'not for other sites';
  return undefined;
}
