import type { LifeSpan } from './entry/life-span.js';
import { Flight } from './flight/flight.js';
import { LoadNotes } from './flight/load-context.js';
import { knownTags } from './flight/load-stage.js';
import type { Origin } from './flight/passengers.js';
import type { CacheKey } from './key/cache-key.js';
import type { Line } from './memoize.js';

export interface PrimeOptions extends LifeSpan {
  /** Besides those that the configuration tells for these arguments and this value. */
  readonly tags?: readonly string[] | undefined;
}

/** Stores a value as if it had been loaded just now; loads that are under way can no longer store theirs. */
export async function prime<V>(
  line: Line<V>,
  key: CacheKey,
  origin: Origin,
  value: V,
  { tags = [], ...lifeSpan }: PrimeOptions = {},
): Promise<'stored' | 'refused'> {
  const { settings, flights, storage, loader } = line;
  const flight = new Flight<V>(key, origin, settings, true, true);
  flight.tags = [...new Set([...knownTags(flight), ...tags])];
  flight.notes = new LoadNotes(undefined);
  if (Object.values(lifeSpan).some((span) => span !== undefined)) flight.notes.setLifeSpan(lifeSpan);
  flights.fence(key, 'superseded');
  settings.tagFences.loadBegins();
  try {
    if (settings.isAsynchronous) await storage.isAnswered(flight);
    flight.since = settings.clock.now();
    flight.startedAt = settings.clock.monotonic();
    const entry = loader.entryOf(flight, value);
    const outcome = await storage.offer(flight, entry);
    if (outcome === 'stored') settings.desk.markWritten(key, entry);
    return outcome === 'stored' ? 'stored' : 'refused';
  } finally {
    flights.fence(key, 'superseded');
    line.end(flight);
  }
}
