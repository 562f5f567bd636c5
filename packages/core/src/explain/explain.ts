import { freshnessOf } from '../entry/freshness.js';
import { LoadQueueFullError, RecursiveLoadError, StorageError } from '../errors.js';
import type { Flight } from '../flight/flight.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Line } from '../memoize.js';
import type { TierDescription } from '../storage/tier-description.js';
import { CacheSession } from '../version/cache-session.js';
import type { Demand } from '../version/demand.js';
import type { ExplainedEntry, ExplainedFlight, Explanation, KeyFacts } from './explanation.js';
import { circumstances, entryText, flightText } from './in-words.js';
import { type TiersTold, tiersOf } from './tiers-of.js';

/** What the next call would do, found in the order in which a call goes about it; see `Line`. Never rejects. */
export async function explain<V>(line: Line<V>, args: readonly unknown[], self: unknown): Promise<Explanation> {
  const { settings } = line;
  const facts = { namespace: settings.method.namespace, at: settings.clock.now() };
  const refused = (error: unknown) => ({ ...facts, verdict: 'refused' as const, error, reasons: [messageOf(error)] });
  let key: CacheKey;
  let demand: Demand | undefined;
  try {
    line.checkUsable();
    if (settings.snapshot.bypassed) {
      return { ...facts, verdict: 'bypass', reasons: ['the function is bypassed: the loader runs, nothing is read'] };
    }
    key = line.keyOf(args, self);
    if (settings.snapshot.version !== undefined) {
      const current = CacheSession.current();
      const session = current?.knows(line, key) ? current : new CacheSession(); // which must not be made to know it
      demand = await line.demandOf(key, { self, args }, session);
    }
  } catch (error) {
    return refused(error);
  }
  return new Outlook(line, key, demand, await tiersOf(settings, key)).explanation();
}

/** All that decides about one call, and the decision. */
class Outlook<V> {
  readonly #now: number;
  readonly #isTrusted: boolean;
  readonly #served: TierDescription | undefined;
  readonly #kept: TierDescription | undefined;
  readonly #near: TierDescription | undefined;
  readonly #facts: Omit<KeyFacts, 'reasons'>;

  constructor(
    private readonly line: Line<V>,
    private readonly key: CacheKey,
    private readonly demand: Demand | undefined,
    private readonly told: TiersTold,
  ) {
    const { settings, removals, flights } = line;
    this.#now = settings.clock.now();
    this.#isTrusted = !removals.distrust.has(key);
    const usable = this.#isTrusted ? told.tiers.filter((tier) => this.#isUsable(tier)) : [];
    this.#served = usable.find(({ entry }) => this.#now < entry!.expiresAt);
    this.#kept = usable.find(({ entry }) => this.#now >= entry!.expiresAt);
    this.#near = settings.near !== undefined && this.#served === told.tiers[0] ? this.#served : undefined;
    const standing = this.#served ?? this.#kept;
    const flight = flights.get(key);
    this.#facts = {
      namespace: settings.method.namespace,
      at: this.#now,
      key,
      ...(standing && { entry: this.#entryOf(standing) }),
      tiers: told.tiers,
      ...(flight && { flight: this.#describe(flight) }),
      ...pick('lease', told.tiers.find(({ lease }) => lease)?.lease),
      ...pick('quarantine', told.tiers.find(({ quarantine }) => quarantine)?.quarantine),
      breaker: settings.budgetTerms.breaker.stateAt(settings.clock),
      isDistrusted: !this.#isTrusted,
      isBeingRemoved: removals.underWay(key) !== undefined,
      isUnderWrite: removals.isUnderWrite(key),
      fencedLoads: [...flights.running()].filter((each) => each.key === key && each.void !== undefined).length,
      ...pick('version', demand?.version),
    };
  }

  explanation(): Explanation {
    return this.#atOnce() ?? this.#byFlight() ?? this.#byStorage() ?? this.#byLoad();
  }

  /** Where no command has to be waited for. */
  #atOnce(): Explanation | undefined {
    const { isAsynchronous } = this.line.settings;
    const found = isAsynchronous ? this.#near : this.#served;
    if (found !== undefined) return this.#answered(found);
    return isAsynchronous ? undefined : this.#whileFailing();
  }

  #byFlight(): Explanation | undefined {
    const flight = this.#joinable();
    if (flight === undefined) return undefined;
    if (flight.inLoader) {
      const error = new RecursiveLoadError('the loader called its own function with the same key', { key: this.key });
      return { ...this.#with(error.message), verdict: 'refused', error };
    }
    if (flight.softTimedOut && this.#kept !== undefined) {
      return this.#answered(this.#kept, 'the load takes longer than the soft timeout; the kept value stands in for it');
    }
    return { ...this.#with(flightText(this.#describe(flight))), verdict: 'join', flight: this.#describe(flight) };
  }

  #byStorage(): Explanation | undefined {
    const { snapshot } = this.line.settings;
    if (!this.#isTrusted) return undefined;
    const isLeftAlone = this.#facts.breaker === 'open' && this.line.settings.isAsynchronous;
    const { failure } = this.told;
    if (failure !== undefined || isLeftAlone) {
      const reason = failure?.message ?? 'the storage is left alone while its breaker is open';
      if (snapshot.storageFailurePolicy === 'fail-open') return this.#missed(reason, false);
      return {
        ...this.#with(reason),
        verdict: 'refused',
        error: failure ?? new StorageError(reason, { key: this.key }),
      };
    }
    if (this.#served !== undefined) return this.#answered(this.#served);
    return this.#whileFailing();
  }

  #byLoad(): Explanation {
    const { leasing, limits } = this.line.settings;
    const { lease, quarantine } = this.#facts;
    if (leasing !== undefined && this.#isTrusted) {
      if (quarantine !== undefined) return this.#missed('a write is under way, so the load is not stored', false);
      if (lease !== undefined) {
        return {
          ...this.#with('another process loads it, and the call waits for that'),
          verdict: 'wait',
          waitsFor: 'lease',
        };
      }
    }
    const full = limits?.find(({ running, concurrent }) => running >= concurrent);
    if (full !== undefined) {
      const { name = 'the limit on loads', running, waiting, queue } = full;
      const reason = `${name} has no place: ${running} ${running === 1 ? 'load runs' : 'loads run'}, ${waiting} wait`;
      if (waiting >= queue && this.#kept !== undefined) return this.#answered(this.#kept, reason);
      if (waiting >= queue) {
        return { ...this.#with(reason), verdict: 'refused', error: new LoadQueueFullError(reason, { key: this.key }) };
      }
      return { ...this.#with(reason), verdict: 'wait', waitsFor: 'turn' };
    }
    return this.#missed(this.#whyNothingServes(), true);
  }

  #whyNothingServes(): string {
    if (!this.#isTrusted) return 'the storage is not relied on for this key';
    if (this.#kept !== undefined) return `what stands has expired, and is only a fallback: ${this.#textOf(this.#kept)}`;
    const rejected = this.told.tiers.find(({ entry, isServed }) => entry !== undefined && isServed);
    if (rejected === undefined) return 'no tier has anything to serve';
    if (this.#now >= rejected.entry!.keepUntil) return 'what stands is no longer kept';
    return `what stands has the version ${rejected.entry!.version}, and ${this.demand?.version} is asked for`;
  }

  #answered(found: TierDescription, why?: string): Explanation {
    const entry = this.#entryOf(found);
    const isFresh = entry.freshness === 'fresh';
    const how = isFresh ? 'a fresh value' : 'a stale value, while it is refreshed behind the scenes';
    const facts = this.#with(why ?? how, this.#textOf(found));
    return { ...facts, verdict: isFresh ? 'hit' : 'stale', entry };
  }

  #missed(reason: string, mayStore: boolean): Explanation {
    const { isDistrusted, isBeingRemoved, isUnderWrite } = this.#facts;
    const isStored = mayStore && !isDistrusted && !isBeingRemoved && !isUnderWrite && this.demand?.mayStore !== false;
    return { ...this.#with(reason), verdict: 'miss', isStored };
  }

  /** An attempt failed not long ago: the kept value, or the error if that is remembered. */
  #whileFailing(): Explanation | undefined {
    const { settings, failures } = this.line;
    const isPausing = failures.backoff.isPausingCallers(this.key, settings.clock.monotonic());
    if (this.#kept !== undefined && isPausing) {
      return this.#answered(this.#kept, 'loads of this key fail, and attempts pause; the kept value stands in');
    }
    const remembered = failures.remembered(this.key, settings, this.demand);
    if (remembered === undefined) return undefined;
    const reason = `a load failed not long ago, and its error is remembered: ${messageOf(remembered.error)}`;
    return { ...this.#with(reason), verdict: 'error', error: remembered.error };
  }

  /** As the line finds it, and without telling the flight that it was found. */
  #joinable(): Flight<V> | undefined {
    const flight = this.line.flights.get(this.key);
    if (flight === undefined) return undefined;
    if (this.demand !== undefined && flight.demand?.version !== this.demand.version) return undefined;
    const isFenced = flight.tags !== undefined && flight.settings.tagFences.isFenced(flight.tags, flight.sequence);
    return isFenced ? undefined : flight;
  }

  #isUsable({ entry, isServed }: TierDescription): boolean {
    if (entry === undefined || !isServed || this.#now >= entry.keepUntil) return false;
    return this.demand === undefined || this.demand.accepts(entry);
  }

  #entryOf({ tier, entry }: TierDescription): ExplainedEntry {
    const facts = entry!;
    const age = this.#now - facts.createdAt;
    return { ...facts, tier, age, freshness: freshnessOf({ value: undefined, ...facts }, this.#now) };
  }

  #describe({ since, stage, calls, background }: Flight<V>): ExplainedFlight {
    return { since, age: Math.max(0, this.#now - since), stage, calls, background };
  }

  #textOf(tier: TierDescription): string {
    return entryText(this.#entryOf(tier), this.#now);
  }

  #with(...decisive: string[]): KeyFacts {
    return { ...this.#facts, reasons: [...decisive, ...circumstances(this.#facts)] };
  }
}

function pick<K extends string, T>(name: K, value: T | undefined): { readonly [name in K]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [name in K]: T });
}

function messageOf(error: unknown): string {
  return error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)
    ? String((error as Error).message)
    : String(error);
}
