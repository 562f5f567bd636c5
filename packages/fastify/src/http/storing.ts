import type { Clock, LifeSpan } from '@memoir/core';
import CachePolicy from 'http-cache-semantics';
import type { Answer } from './answer.js';
import { directivesOf, formatted, secondsOf, textOf } from './directives.js';

export interface Storing {
  readonly lifeSpan: LifeSpan;
  /** How old it is now, and how old it may become, in seconds. */
  readonly agedThen: number;
  readonly freshFor: number;
}

/** Directives that forbid a shared cache to answer what is stale (RFC 9111, section 4.2.4). */
const STRICT = ['must-revalidate', 'proxy-revalidate', 's-maxage'];
/** Taken out for the policy, which would not even answer what is fresh with them. */
const JUDGED_HERE = new Set(['must-revalidate', 'proxy-revalidate']);

/**
 * Whether a shared cache may store the answer (RFC 9111, section 3), and for how long it is fresh, may be stale while it
 * is refreshed, and may be stale if that fails.
 */
export function storingOf(
  request: { readonly url: string; readonly headers: Record<string, unknown> },
  answer: Answer,
  Policy: typeof CachePolicy,
  heuristicShare: number,
): Storing | undefined {
  const directives = directivesOf(answer.headers['cache-control']);
  if (directives.has('no-cache') || textOf(answer.headers['vary']).includes('*')) return undefined;
  const { authorization, ...headers } = texts(request.headers);
  const policyFor = (header: string, secrets: object) =>
    new Policy(
      { method: 'GET', url: request.url, headers: { ...headers, ...secrets } },
      { status: answer.status, headers: { ...texts(answer.headers), 'cache-control': header } },
      { shared: true, cacheHeuristic: heuristicShare },
    );
  const secrets = authorization === undefined ? {} : { authorization };
  if (!policyFor(formatted(directives), secrets).storable()) return undefined;

  const policy = policyFor(formatted([...directives].filter(([name]) => !JUDGED_HERE.has(name))), {});
  const [agedThen, freshFor] = [policy.age(), policy.maxAge()];
  const stale = (name: string) =>
    STRICT.some((each) => directives.has(each)) ? 0 : (secondsOf(directives, name) ?? 0);
  const lifeSpan = lifeSpanOf(freshFor - agedThen, stale('stale-while-revalidate'), stale('stale-if-error'));
  return lifeSpan && { lifeSpan, agedThen, freshFor };
}

function lifeSpanOf(fresh: number, staleWhile: number, staleIfError: number): LifeSpan | undefined {
  const left = (seconds: number) => Math.max(0, seconds) * 1_000;
  const [updateAfter, expireAfter] = [left(fresh), left(fresh + staleWhile)];
  const keepUntil = Math.max(expireAfter, left(fresh + staleIfError));
  if (keepUntil === 0) return undefined;
  return {
    updateAfter: Math.max(1, updateAfter),
    expireAfter: Math.max(1, expireAfter),
    keepStaleFor: keepUntil - expireAfter,
  };
}

/** The library's rules, by a clock of one's own. */
export function policyOn(clock: Clock): typeof CachePolicy {
  return class extends CachePolicy {
    now(): number {
      return clock.now();
    }
  };
}

function texts(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const present = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, textOf(value)]));
}
