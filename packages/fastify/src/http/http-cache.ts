import { Buffer } from 'node:buffer';
import { type Clock, systemClock } from '@memoir/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, ageOf, OriginFailedError, type Stored, type StoredAnswer } from './answer.js';
import { type Answers, answersOn, type Exchange } from './answers.js';
import { isMeantFor, placeBeside } from './choosing.js';
import { headersOf304, isHeldByClient } from './conditions.js';
import { Demands } from './demands.js';
import type { HttpCacheOptions } from './http-cache-options.js';
import { InnerRequests } from './inner-requests.js';
import { addressesChangedBy, addressOf } from './stale-places.js';

interface Found {
  readonly answer: Answer;
  /** For `Cache-Status` (RFC 9211). */
  readonly status: string;
  /** In seconds, of what was made for another request. */
  readonly age?: number;
}

/** `undefined` where the route is to answer. */
type Outcome = Found | undefined;

/** A shared cache in front of the routes of one server, by RFC 9111. */
export class HttpCache {
  readonly #answers: Answers;
  readonly #inner: InnerRequests;
  readonly #clock: Clock;
  readonly #everyRoute: boolean;
  readonly #obeysReload: boolean;

  constructor(app: FastifyInstance, options: HttpCacheOptions, waitUntil: (work: Promise<unknown>) => void) {
    const { everyRoute = false, obeysReload = true, clock = systemClock } = options;
    this.#inner = new InnerRequests(app);
    this.#answers = answersOn(options, this.#inner, waitUntil);
    this.#clock = clock;
    this.#everyRoute = everyRoute;
    this.#obeysReload = obeysReload;
  }

  /** The hook before a route. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    if (this.#inner.isOne(request) || !this.#concerns(request)) return undefined;
    const outcome = await this.#outcome(request);
    if (outcome === undefined) return undefined; // the route goes on
    return send(request, reply, outcome);
  }

  /** The hook before an answer is sent: who is told that a change is done is not answered with what was before it. */
  async forgetChanged(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    for (const address of addressesChangedBy(request, reply)) {
      try {
        await Promise.all(PLACES.map((place) => this.#answers.invalidate(place(address))));
      } catch (error) {
        request.log.error({ err: error }, 'an answer that a request has made invalid is not confirmed to be gone');
      }
    }
  }

  async close(): Promise<void> {
    await this.#answers.close();
  }

  #concerns({ method, headers, is404, routeOptions }: FastifyRequest): boolean {
    const isCached = (routeOptions.config as { readonly cache?: boolean }).cache ?? this.#everyRoute;
    return isCached && !is404 && (method === 'GET' || method === 'HEAD') && headers.range === undefined;
  }

  async #outcome(request: FastifyRequest): Promise<Outcome> {
    const demands = new Demands(request.headers);
    // An answer to somebody who showed who he is may be for him alone: it does not decide how others are answered.
    const place = PLACES[request.headers.authorization === undefined ? 0 : 1]!(addressOf(request));
    if (demands.isOnlyIfCached) return await this.#recalled(place, request, demands);
    if (demands.refusesStorage) return undefined;
    if (this.#obeysReload && demands.wantsAnother) return await this.#found(place, request, 'fwd=request', true);
    const outcome = await this.#found(place, request, 'fwd=uri-miss', false);
    const answer = outcome?.answer;
    if (!this.#obeysReload || !answer || !isStored(answer) || demands.isContentWith(answer, this.#clock))
      return outcome;
    return await this.#found(place, request, 'fwd=request', true);
  }

  async #recalled(place: string, request: FastifyRequest, demands: Demands): Promise<Outcome> {
    const first = (await this.#answers.recall(place))?.value as Stored | undefined;
    const isBeside = first?.kind === 'answer' && !isMeantFor(first, request.headers);
    const stored = isBeside ? await this.#answers.recall(placeBeside(place, first, request.headers)) : undefined;
    const answer = isBeside ? (stored?.value as Stored | undefined) : first;
    const isGood = answer?.kind === 'answer' && demands.isContentWith(answer, this.#clock);
    if (isGood) return this.#hit(answer);
    return {
      answer: { status: 504, headers: {}, body: new Uint8Array() },
      status: 'fwd=request; detail=only-if-cached',
    };
  }

  /** @param anew whether what is stored is not to be looked at */
  async #found(place: string, request: FastifyRequest, missed: string, anew: boolean): Promise<Outcome> {
    const first = await this.#at(place, request, missed, anew);
    if (first === undefined || !isStored(first.answer) || isMeantFor(first.answer, request.headers)) return first;
    const beside = placeBeside(place, first.answer, request.headers);
    const second = await this.#at(beside, request, missed.replace('uri-miss', 'vary-miss'), anew);
    const isMeant = second === undefined || !isStored(second.answer) || isMeantFor(second.answer, request.headers);
    return isMeant ? second : undefined;
  }

  async #at(place: string, { raw, headers }: FastifyRequest, missed: string, anew: boolean): Promise<Outcome> {
    const exchange: Exchange = { request: { raw, headers }, own: undefined };
    let stored: Stored | undefined;
    try {
      stored = await (anew ? this.#answers.with({ refresh: true })(place, exchange) : this.#answers(place, exchange));
    } catch (error) {
      if (!(error instanceof OriginFailedError)) throw error;
    }
    const { own } = exchange;
    if (stored?.kind !== 'answer') return own && { answer: own, status: `${missed}; fwd-status=${own.status}` };
    return stored === own ? { answer: own, status: `${missed}; stored` } : this.#hit(stored);
  }

  #hit(answer: StoredAnswer): Found {
    const age = ageOf(answer, this.#clock.now());
    return { answer, age, status: `hit; ttl=${Math.ceil(answer.freshFor - age)}` };
  }
}

function send(request: FastifyRequest, reply: FastifyReply, { answer, status, age }: Found): FastifyReply {
  const { 'content-length': _, ...kept } = answer.headers;
  const told = { ...kept, 'cache-status': `memoir; ${status}`, ...(age === undefined ? {} : { age: String(age) }) };
  if (isHeldByClient(request.headers, answer)) {
    return reply
      .code(304)
      .headers(headersOf304(told) as Record<string, string>)
      .send();
  }
  const { buffer, byteOffset, byteLength } = answer.body;
  return reply
    .code(answer.status)
    .headers(told as Record<string, string>)
    .send(Buffer.from(buffer, byteOffset, byteLength));
}

/** Where an address has its answers: those to anybody, and those to who has shown who he is. */
const PLACES = [(address: string) => `all ${address}`, (address: string) => `known ${address}`];

function isStored(answer: Answer): answer is StoredAnswer {
  return 'kind' in answer;
}
