import { randomUUID } from 'node:crypto';
import { createMemoizer, type LoadContext, type Memoized, standardConfiguration, systemClock } from '@memoir/core';
import type { FastifyRequest } from 'fastify';
import { type Answer, isFailure, OriginFailedError, type Stored, type StoredAnswer } from './answer.js';
import { chosenBy } from './choosing.js';
import { etagOf } from './conditions.js';
import type { HttpCacheOptions } from './http-cache-options.js';
import type { InnerRequests } from './inner-requests.js';
import { policyOn, storingOf } from './storing.js';

/** One request, as far as a load needs it, and what the load gave it: the load was made for it, and for it alone so far. */
export interface Exchange {
  readonly request: Pick<FastifyRequest, 'headers' | 'raw'>;
  own: Answer | undefined;
}

/** Answers by the place where they stand; the function that does single flight, stale answers and storing for all of this. */
export type Answers = Memoized<(place: string, exchange?: Exchange) => Promise<Stored>>;

export function answersOn(
  options: HttpCacheOptions,
  inner: InnerRequests,
  waitUntil: (work: Promise<unknown>) => void,
): Answers {
  const { namespace = 'http responses', etag = 'weak', heuristicShare = 0, passFor = '10s' } = options;
  const { capacity, clock = systemClock, evictionStrategy, listeners, logger } = options;
  const { methodTimeout, retryBackoff, storage, storageTimeout } = options;
  const Policy = policyOn(clock);

  const load = async (context: LoadContext, _place: string, exchange: Exchange): Promise<Stored> => {
    const { request } = exchange;
    const madeAt = clock.now();
    const answer = await inner.answer(request);
    exchange.own = answer;
    if (isFailure(answer.status)) throw new OriginFailedError(answer);
    const url = request.raw.url ?? '/';
    const storing = storingOf({ url, headers: request.headers }, answer, Policy, heuristicShare);
    if (storing === undefined) {
      context.setLifeSpan({ updateAfter: passFor, expireAfter: passFor });
      return { kind: 'pass' };
    }
    context.setLifeSpan(storing.lifeSpan);
    const tagged = answer.headers['etag'] === undefined && etag !== false && answer.status === 200;
    const stored: StoredAnswer = {
      kind: 'answer',
      status: answer.status,
      headers: tagged ? { ...answer.headers, etag: etagOf(answer.body, etag) } : answer.headers,
      body: answer.body,
      madeAt,
      agedThen: storing.agedThen,
      freshFor: storing.freshFor,
      chosenBy: chosenBy(answer.headers['vary'], request.headers),
      generation: generationOf(context) ?? randomUUID(),
    };
    exchange.own = stored;
    return stored;
  };
  const { memoizeWithContext } = createMemoizer(standardConfiguration(storage));
  return memoizeWithContext(load, {
    capacity,
    clock,
    evictionStrategy,
    listeners,
    logger,
    methodTimeout,
    retryBackoff,
    storageTimeout,
    namespace,
    sharedNamespace: true,
    selectArguments: (place: string) => [place],
    staleOnError: (error: unknown) => error instanceof OriginFailedError,
    waitUntil,
  }) as unknown as Answers;
}

/** That of the answer that is replaced: those beside it stay where they are found. An invalidation leaves none. */
function generationOf(context: LoadContext): string | undefined {
  const previous = context.previous<Stored>()?.value;
  return previous?.kind === 'answer' ? previous.generation : undefined;
}
