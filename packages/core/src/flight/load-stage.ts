import type { Deadlines } from '../clock/deadlines.js';
import type { Milliseconds } from '../clock/duration.js';
import { BuildContext } from '../entry/build-context.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import { flawOf } from '../entry/entry-facts.js';
import type { Adjustment } from '../entry/entry-times.js';
import { checkIdleTimes, entryFrom } from '../entry/idle-entry.js';
import { StoredEntry } from '../entry/stored-entry.js';
import { CachedMethodFailedError, ConfigurationError } from '../errors.js';
import type { Recorder } from '../observe/recorder.js';
import { isTraced, traceLoad } from '../observe/tracing.js';
import type { Flight } from './flight.js';
import { LoadNotes, NOT_MODIFIED } from './load-context.js';
import type { Invocation } from './passengers.js';

const NO_TAGS: readonly string[] = Object.freeze([]);

export interface LoadStageTerms<V> {
  readonly recorder: Recorder;
  readonly deadlines: Deadlines;
  /** Runs the user's function; `notes` is there if it wants a `LoadContext`. */
  readonly invoke: (origin: Invocation, notes: LoadNotes | undefined) => unknown;
  readonly wantsNotes: boolean;
  /** The method timeout has passed. */
  readonly timedOut: (flight: Flight<V>) => void;
  /** The soft timeout has passed. */
  readonly softTimedOut: (flight: Flight<V>) => void;
  /** Nobody waits any more for a load that can be told so. */
  readonly abandoned: (flight: Flight<V>) => void;
}

/** What a flight has to do with its loader: runs it, watches its time, and makes an entry of what it gives. */
export class LoadStage<V> {
  constructor(private readonly terms: LoadStageTerms<V>) {}

  /** @returns what the loader returned: a value, a promise, or anything that can be waited for */
  begin(flight: Flight<V>): unknown {
    const { settings } = flight;
    const { wantsNotes, invoke, recorder } = this.terms;
    if (settings.snapshot.tags !== undefined) flight.tags ??= knownTags(flight);
    flight.loadBegins();
    flight.since = settings.clock.now();
    flight.startedAt = settings.clock.monotonic();
    if (flight.given !== undefined) return flight.given.value;
    this.watch(flight, flight.startedAt);
    recorder.loadBegan(flight.key, flight.background);
    if (flight.abandoned !== undefined) flight.abandoned = undefined; // it waited for its turn
    if (wantsNotes) this.#takeNotes(flight);
    flight.inLoader = true;
    try {
      return isTraced() ? this.#invokeTraced(flight) : invoke(flight, flight.notes);
    } finally {
      flight.inLoader = false;
    }
  }

  #takeNotes(flight: Flight<V>): void {
    flight.notes = new LoadNotes(flight.previous?.toPlain(), flight.background);
    flight.abandoned = this.terms.abandoned;
  }

  #invokeTraced(flight: Flight<V>): unknown {
    const { recorder, invoke } = this.terms;
    const { namespace } = flight.settings.method;
    return traceLoad({ namespace, label: recorder.label, background: flight.background }, () =>
      invoke(flight, flight.notes),
    );
  }

  /** From here on the flight's callers wait for something whose time is limited. */
  watch(flight: Flight<V>, now: Milliseconds): void {
    const { methodTimeout } = flight.settings;
    if (methodTimeout !== Number.POSITIVE_INFINITY) {
      flight.deadline ??= this.terms.deadlines.add(methodTimeout, now, this.terms.timedOut, flight);
    }
    if (flight.settings.softTimeout !== Number.POSITIVE_INFINITY) this.watchSoftly(flight, now);
  }

  /** From here on whoever could be given a kept value need not wait for ever. */
  watchSoftly(flight: Flight<V>, now: Milliseconds): void {
    const { softTimeout } = flight.settings;
    if (softTimeout === Number.POSITIVE_INFINITY || flight.previous === undefined || flight.forced) return;
    if (flight.background && flight.calls === 0) return;
    flight.softDeadline ??= this.terms.deadlines.add(softTimeout, now, this.terms.softTimedOut, flight);
  }

  /**
   * @throws whatever the entry builder, or the function that tells tags, throws
   * @throws {ConfigurationError} if what the builder made is no entry
   */
  entryOf(flight: Flight<V>, loaded: unknown): StoredEntry<V> {
    const { notes, since, settings } = flight;
    const value = loaded === NOT_MODIFIED ? whatStood(flight) : (loaded as V);
    const { resultTags } = settings.snapshot;
    const tags = notes?.tags || resultTags ? allTags(flight, value) : (flight.tags ?? NO_TAGS);
    const loadedIn = settings.clock.monotonic() - flight.startedAt;
    flight.loadedIn = loadedIn;
    const spans = settings.adjust === undefined ? settings.providedBuilder?.spans : undefined;
    if (spans !== undefined && notes?.lifeSpan === undefined && spans.expireAfterAccess === undefined) {
      const { updateAfter, expireAfter, keepStaleFor } = spans;
      const expiresAt = since + expireAfter;
      const keepUntil = expiresAt + keepStaleFor;
      return new StoredEntry(
        value,
        since,
        since + updateAfter,
        expiresAt,
        keepUntil,
        loadedIn,
        tags,
        flight.demand?.version,
      );
    }
    return this.#entryBuilt(flight, value, tags);
  }

  #entryBuilt(flight: Flight<V>, value: V, tags: readonly string[]): StoredEntry<V> {
    const { notes, since, settings, previous, loadedIn } = flight;
    const context = new BuildContext(
      flight.args,
      since,
      loadedIn,
      tags,
      flight.demand?.version,
      notes?.lifeSpan,
      previous?.toPlain(),
    );
    const entry: CacheEntry<V> = settings.entryBuilder.build(flight.key, value, context);
    const flaw = flawOf(entry);
    if (flaw) throw new ConfigurationError(`the entry builder made no valid entry: ${flaw}`);
    if (entry.idle !== undefined) checkIdleTimes(settings.keyspace);
    const stored = entryFrom(settings.adjust === undefined ? entry : adjusted(entry, flight, settings.adjust));
    if (flight.background && previous) stored.replace(previous);
    return stored;
  }
}

/** The tags that the arguments tell, before anything is loaded. */
export function knownTags({ settings, args }: Flight<any>): readonly string[] {
  return settings.snapshot.tags?.(...args) ?? NO_TAGS;
}

/** Those too that the loader told, and that its result tells. */
function allTags<V>({ tags, notes, settings, args }: Flight<V>, value: V): readonly string[] {
  const ofResult = settings.snapshot.resultTags?.(value, ...args);
  return [...new Set([...(tags ?? []), ...(notes?.tags ?? []), ...(ofResult ?? [])])];
}

function adjusted<V>(entry: CacheEntry<V>, { key, loadedIn }: Flight<V>, adjust: Adjustment): CacheEntry<V> {
  const { value, tags, version, idle } = entry;
  return { value, tags, version, loadedIn, idle, ...adjust(entry, key, loadedIn) };
}

function whatStood<V>({ previous, key }: Flight<V>): V {
  if (previous !== undefined) return previous.value;
  throw new CachedMethodFailedError('the loader said "not modified", but there was nothing to modify', { key });
}
