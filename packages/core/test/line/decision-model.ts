/**
 * What a call gets, by rules that know nothing of how it is done: one for each sentence of `docs/freshness.md`. Times are
 * milliseconds after the call.
 */
export const STATES = ['none', 'fresh', 'stale', 'expired', 'kept', 'invalidated'] as const;
export const OUTCOMES = ['value', 'failure', 'refusal', 'slower than soft', 'slower than hard', 'never'] as const;

export interface Case {
  readonly state: (typeof STATES)[number];
  readonly outcome: (typeof OUTCOMES)[number];
  readonly softTimeout: boolean;
  /** Everything but a refusal counts. Otherwise everything does. */
  readonly staleOnError: boolean;
  readonly fallback: boolean;
  readonly errorLifeSpan: boolean;
}

/** `old`, `new` and `newer` are values; the rest are errors, in brackets where the fallback stands for them. */
export type Answer = 'old' | 'new' | 'newer' | Failure | `(${Failure})`;
export type Failure = 'failure' | 'refusal' | 'timeout';

export interface Decision {
  readonly answer: Answer;
  readonly answeredAt: number;
  readonly loads: number;
  readonly stored: 'none' | `${'old' | 'new'}, ${'fresh' | 'stale' | 'expired'}`;
  readonly events: readonly string[];
  readonly log: readonly string[];
  /** The call after it, when all is over; its loads succeed. */
  readonly next: { readonly answer: Answer; readonly isAtOnce: boolean; readonly loads: number };
}

export const QUICKLY = 10;
export const SOFT = 100;
export const SLOWLY = 200;
export const HARD = 1_000;
export const TOO_SLOWLY = 2_000;

export function decide(given: Case): Decision {
  const { state, outcome } = given;
  const isBehind = state === 'stale';
  if (state === 'fresh') return unloaded();
  const failure = failureOf(given);
  const isSoft = given.softTimeout && state === 'kept' && SOFT < (failure?.at ?? landingOf(outcome)!);
  const isMadeGood = state === 'kept' && failure !== undefined && counts(failure.error, given);
  const happenings: [at: number, events: readonly string[]][] = [];
  if (isBehind) happenings.push([0, ['hit stale']]);
  if (isSoft) happenings.push([SOFT, ['hit stale']]);
  if (failure) {
    const told = isBehind ? 'refresh failed' : 'load failed';
    const isAnswered = isBehind || isSoft;
    happenings.push([failure.at, [told, ...(isAnswered ? [] : [isMadeGood ? 'hit stale' : 'miss'])]]);
  }
  const landsAt = landingOf(outcome);
  if (landsAt !== undefined) {
    const isAnswered = isBehind || isSoft || failure !== undefined;
    happenings.push([landsAt, ['loaded stored', ...(isAnswered ? [] : ['miss'])]]);
  }
  const events = happenings.sort(([one], [other]) => one - other).flatMap(([, told]) => told);
  return {
    ...answerOf(given, failure, isSoft),
    loads: 1,
    stored: landsAt === undefined ? standing(state) : 'new, fresh',
    events,
    log: events.flatMap((event) => LOG[event] ?? []),
    next: nextOf(given, failure),
  };
}

const LOG: Record<string, string> = {
  'loaded stored': 'debug: loaded',
  'load failed': 'debug: a load failed',
  'refresh failed': 'warn: a background refresh failed',
};

function unloaded(): Decision {
  const next = { answer: 'old', isAtOnce: true, loads: 0 } as const;
  return { answer: 'old', answeredAt: 0, loads: 0, stored: 'old, fresh', events: ['hit fresh'], log: [], next };
}

function failureOf({ outcome }: Case): { readonly error: Failure; readonly at: number } | undefined {
  if (outcome === 'failure' || outcome === 'refusal') return { error: outcome, at: QUICKLY };
  return outcome === 'slower than hard' || outcome === 'never' ? { error: 'timeout', at: HARD } : undefined;
}

/** When its value is stored, if it ever is. */
function landingOf(outcome: Case['outcome']): number | undefined {
  const landings = { value: QUICKLY, 'slower than soft': SLOWLY, 'slower than hard': TOO_SLOWLY } as const;
  return landings[outcome as keyof typeof landings];
}

function counts(error: Failure, { staleOnError }: Case): boolean {
  return !(staleOnError && error === 'refusal');
}

function told(error: Failure, { fallback }: Case): Answer {
  return fallback ? `(${error})` : error;
}

function answerOf(given: Case, failure: ReturnType<typeof failureOf>, isSoft: boolean) {
  if (given.state === 'stale') return { answer: 'old', answeredAt: 0 } as const;
  if (isSoft) return { answer: 'old', answeredAt: SOFT } as const;
  if (failure === undefined) return { answer: 'new', answeredAt: landingOf(given.outcome)! } as const;
  const isKept = given.state === 'kept' && counts(failure.error, given);
  return { answer: isKept ? ('old' as const) : told(failure.error, given), answeredAt: failure.at };
}

function standing(state: Case['state']): Decision['stored'] {
  if (state === 'stale') return 'old, stale';
  return state === 'kept' ? 'old, expired' : 'none';
}

function nextOf(given: Case, failure: ReturnType<typeof failureOf>): Decision['next'] {
  if (landingOf(given.outcome) !== undefined) return { answer: 'new', isAtOnce: true, loads: 0 };
  const isPausing = given.state === 'stale' || (given.state === 'kept' && counts(failure!.error, given));
  if (isPausing) return { answer: 'old', isAtOnce: true, loads: 0 };
  if (given.errorLifeSpan) return { answer: told(failure!.error, given), isAtOnce: true, loads: 0 };
  return { answer: 'newer', isAtOnce: false, loads: 1 };
}
