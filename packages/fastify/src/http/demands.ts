import type { Clock } from '@memoir/core';
import { ageOf, type StoredAnswer } from './answer.js';
import { type Directives, directivesOf, secondsOf } from './directives.js';

/** What a request asks of caches (RFC 9111, section 5.2.1), of which a cache may do as much as it likes. */
export class Demands {
  readonly #directives: Directives;

  constructor(headers: Readonly<Record<string, unknown>>) {
    const given = headers['cache-control'] ?? headers['pragma']; // section 5.4
    this.#directives = directivesOf(given);
  }

  get refusesStorage(): boolean {
    return this.#directives.has('no-store');
  }

  get isOnlyIfCached(): boolean {
    return this.#directives.has('only-if-cached');
  }

  get wantsAnother(): boolean {
    return this.#directives.has('no-cache') || secondsOf(this.#directives, 'max-age') === 0;
  }

  isContentWith(answer: StoredAnswer, clock: Clock): boolean {
    const age = ageOf(answer, clock.now());
    const oldest = secondsOf(this.#directives, 'max-age') ?? Number.POSITIVE_INFINITY;
    const shortest = secondsOf(this.#directives, 'min-fresh') ?? Number.NEGATIVE_INFINITY;
    return age <= oldest && answer.freshFor - age >= shortest;
  }
}
