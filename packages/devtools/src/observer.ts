import { type CacheStatistics, type LiveFunction, liveFunctions } from '@memoir/core';
import { Events, type RecentEvents } from './events.js';
import { LoadTimes } from './load-times.js';
import { type FunctionState, type HappenedEvent, MOST_POINTS, type Point, type Update } from './page/protocol.js';
import { Recent } from './recent.js';

/** What is remembered of one function; nothing of it keeps the function alive. */
interface Watched {
  readonly loadTimes: LoadTimes;
  readonly points: Recent<Point>;
  readonly events: RecentEvents;
  before: CacheStatistics;
}

/** Who is told what, and up to where it has been told. */
export interface Place {
  readonly point: number;
  readonly event: number;
}

/** Looks at all memoized functions of this process, interval by interval, and remembers the last few minutes. */
export class Observer {
  readonly #watched = new Map<number, Watched>();
  readonly #events = new Events();
  readonly #leave = new WeakMap<LiveFunction, () => void>();
  #at = 0;

  constructor(
    private readonly title: string,
    private readonly every: number,
  ) {}

  /** An interval has passed. */
  look(): void {
    this.#at = Date.now();
    const alive = new Set<number>();
    for (const each of liveFunctions()) {
      if (each.handle === undefined) continue;
      alive.add(each.id);
      const watched = this.#watched.get(each.id) ?? this.#watch(each);
      const now = each.handle.statistics();
      watched.points.add(this.#between(watched.before, now));
      watched.before = now;
    }
    for (const id of this.#watched.keys()) if (!alive.has(id)) this.#watched.delete(id);
  }

  /** What there is to tell to who has been told up to that place; all that is remembered to who has been told nothing. */
  since(told: Place | undefined): { readonly update: Update; readonly place: Place } {
    const functions: FunctionState[] = [];
    const points: Record<number, readonly Point[]> = {};
    const events: HappenedEvent[] = [];
    for (const each of liveFunctions()) {
      const watched = this.#watched.get(each.id);
      if (watched === undefined || each.handle === undefined) continue;
      functions.push(stateOf(each, each.handle.statistics(), watched));
      points[each.id] = watched.points.all.filter(({ at }) => at > (told?.point ?? 0));
      events.push(...watched.events.all.filter(({ number }) => number > (told?.event ?? 0)));
    }
    events.sort((one, other) => one.number - other.number);
    const { title, every } = this;
    const update = { at: this.#at, every, title, functions, points, events };
    return { update, place: { point: this.#at, event: this.#events.last } };
  }

  close(): void {
    this.#events.isOn = false;
    for (const each of liveFunctions()) this.#leave.get(each)?.();
    this.#watched.clear();
  }

  #watch(live: LiveFunction): Watched {
    const loadTimes = new LoadTimes();
    const events = this.#events.build();
    this.#leave.set(live, live.addListener(this.#events.listener(live.id, events, loadTimes)));
    const watched = { loadTimes, events, points: new Recent<Point>(MOST_POINTS), before: live.handle!.statistics() };
    this.#watched.set(live.id, watched);
    return watched;
  }

  #between(before: CacheStatistics, now: CacheStatistics): Point {
    return {
      at: this.#at,
      hits: now.hits - before.hits,
      staleHits: now.staleHits - before.staleHits,
      joins: now.joins - before.joins,
      misses: now.misses - before.misses,
      refusals: now.refusals - before.refusals,
    };
  }
}

function stateOf(live: LiveFunction, statistics: CacheStatistics, { loadTimes }: Watched): FunctionState {
  const { id, name, namespace, label, isMethod } = live;
  const { capacityAdvice, entries: _, ...figures } = statistics;
  return {
    id,
    name,
    namespace,
    label,
    isMethod,
    figures,
    loads: live.loads(),
    holdings: live.holdings(),
    storage: live.storage() as FunctionState['storage'],
    loadTimes: loadTimes.counts,
    advice: capacityAdvice,
    settings: live.settings(),
  };
}
