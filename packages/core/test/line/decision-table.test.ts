import { describe, expect, it } from '@jest/globals';
import type { CacheListener, CacheOptions, CacheStorage, Logger } from '../../src/index.js';
import { LoadTimeoutError } from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { watch } from '../support/set-up.js';
import {
  type Case,
  type Decision,
  decide,
  HARD,
  OUTCOMES,
  QUICKLY,
  SLOWLY,
  SOFT,
  STATES,
  TOO_SLOWLY,
} from './decision-model.js';

/** How old the entry is when the call comes. */
const AGES = { none: 0, fresh: 5_000, stale: 15_000, kept: 25_000, invalidated: 25_000, expired: 65_000 } as const;
/** Long after everything but what never happens. */
const OVER = 3_000;
const FLAGS = ['softTimeout', 'staleOnError', 'fallback', 'errorLifeSpan'] as const;
const SETTINGS = Array.from({ length: 2 ** FLAGS.length }, (_, bits) =>
  Object.fromEntries(FLAGS.map((flag, at) => [flag, (bits & (1 << at)) !== 0])),
) as unknown as Pick<Case, (typeof FLAGS)[number]>[];

const failure = new Error('failure');
const refusal = new Error('refusal');

function nameOf(answer: unknown): string {
  if (answer instanceof LoadTimeoutError) return 'timeout';
  return answer instanceof Error ? answer.message : String(answer);
}

/** The first load gives what stands, if anything is to; the second has the outcome; the third succeeds. */
function loaderFor({ state, outcome }: Case, clock: ManualClock) {
  const after = (time: number, end: () => void) => void clock.schedule(time, end);
  let run = state === 'none' ? 1 : 0;
  return (_id: string) =>
    new Promise<string>((resolve, reject) => {
      const turn = run++;
      if (turn === 0) resolve('old');
      else if (turn > 1) after(QUICKLY, () => resolve('newer'));
      else if (outcome === 'value') after(QUICKLY, () => resolve('new'));
      else if (outcome === 'failure') after(QUICKLY, () => reject(failure));
      else if (outcome === 'refusal') after(QUICKLY, () => reject(refusal));
      else if (outcome === 'slower than soft') after(SLOWLY, () => resolve('new'));
      else if (outcome === 'slower than hard') after(TOO_SLOWLY, () => resolve('new'));
    });
}

function optionsFor(given: Case): CacheOptions<[id: string], string> {
  return {
    namespace: 'table',
    updateAfter: '10s',
    expireAfter: '20s',
    keepStaleFor: '40s',
    methodTimeout: HARD,
    retryBackoff: { from: '10s', to: '1m' },
    ...(given.softTimeout && { softTimeout: SOFT }),
    ...(given.staleOnError && { staleOnError: (error: unknown) => error !== refusal }),
    ...(given.fallback && { fallback: (error: unknown) => `(${nameOf(error)})` }),
    ...(given.errorLifeSpan && { errorLifeSpan: () => ({ updateAfter: '30s', expireAfter: '30s' }) }),
  };
}

/** Hears everything, and says it in the words of the model. */
function ears() {
  const events: string[] = [];
  const log: string[] = [];
  const listener: CacheListener = {
    hit: ({ freshness }) => void events.push(`hit ${freshness}`),
    miss: () => void events.push('miss'),
    joined: () => void events.push('joined'),
    loaded: ({ outcome }) => void events.push(`loaded ${outcome}`),
    loadFailed: ({ background }) => void events.push(background ? 'refresh failed' : 'load failed'),
    storageFailed: () => void events.push('storage failed'),
    removed: () => void events.push('removed'),
  };
  const line = (level: string) => (_: object, message: string) => void log.push(`${level}: ${message}`);
  const logger: Logger = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  return { events, log, listener, logger };
}

/** Makes the call of the case for real, and tells what came of it. */
async function happened(given: Case, storage: CacheStorage): Promise<Decision> {
  const clock = new ManualClock();
  const { events, log, listener, logger } = ears();
  const options = { ...optionsFor(given), storage, clock, listeners: [listener], logger };
  const cached = watch(loaderFor(given, clock), options as CacheOptions, clock);
  if (given.state !== 'none') await cached('ada');
  if (AGES[given.state] > 0) await clock.advance(AGES[given.state]);
  if (given.state === 'invalidated') await cached.invalidate('ada');
  events.length = log.length = 0;
  const loadsBefore = cached.statistics().loads;

  const call = timed(cached('ada'), clock);
  await clock.advance(OVER);
  const { answer, answeredAt } = call;
  const peeked = await cached.peek('ada');
  const loads = cached.statistics().loads - loadsBefore;
  const [toldEvents, toldLog] = [[...events], [...log]];

  const next = timed(cached('ada'), clock);
  await clock.advance(QUICKLY);
  const loadsOfNext = cached.statistics().loads - loadsBefore - loads;
  await cached.invalidateAll(); // what never ends is let go
  await settle();
  return {
    answer: answer as Decision['answer'],
    answeredAt: answeredAt!,
    loads,
    stored: peeked === undefined ? 'none' : (`${peeked.value}, ${peeked.freshness}` as Decision['stored']),
    events: toldEvents,
    log: toldLog,
    next: {
      answer: next.answer as Decision['answer'],
      isAtOnce: next.answeredAt === 0,
      loads: loadsOfNext,
    },
  };
}

/** What a promise ends with, in words, and how long after now. */
function timed(promise: Promise<unknown>, clock: ManualClock): { answer?: string; answeredAt?: number } {
  const calledAt = clock.monotonic();
  const result: { answer?: string; answeredAt?: number } = {};
  const end = (answer: unknown) => {
    result.answer = nameOf(answer);
    result.answeredAt = clock.monotonic() - calledAt;
  };
  promise.then(end, end);
  return result;
}

function titleOf(given: Case): string {
  const set = FLAGS.filter((flag) => given[flag]);
  return `${given.state}, ${given.outcome}, ${set.length === 0 ? 'nothing set' : set.join(' + ')}`;
}

function answering(shared: boolean): RemoteStorage {
  const storage = new RemoteStorage(shared);
  storage.isHolding = false;
  return storage;
}

const rows = STATES.flatMap((state) => OUTCOMES.map((outcome) => ({ state, outcome })));

describe.each<[string, () => CacheStorage]>([
  ['a storage that answers at once', () => new MapStorage()],
  ['an asynchronous storage of one process', () => answering(false)],
  ['a storage that other processes share', () => answering(true)],
])('the decision table, on %s', (_name, open) => {
  it.each(rows)('entry: $state, load: $outcome, under all settings', async (row) => {
    const cases: Case[] = SETTINGS.map((settings) => ({ ...row, ...settings }));
    const expected: Record<string, Decision> = {};
    const found: Record<string, Decision> = {};
    for (const given of cases) {
      expected[titleOf(given)] = decide(given);
      found[titleOf(given)] = await happened(given, open());
    }

    expect(found).toEqual(expected);
  });
});

it('the decision table has a row for every combination', () => {
  const titles = rows.flatMap((row) => SETTINGS.map((settings) => titleOf({ ...row, ...settings })));

  expect(new Set(titles).size).toBe(STATES.length * OUTCOMES.length * 2 ** FLAGS.length);
});
