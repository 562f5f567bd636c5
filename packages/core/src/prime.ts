import type { LifeSpan } from './entry/life-span.js';
import { Flight } from './flight/flight.js';
import { LoadNotes } from './flight/load-context.js';
import { knownTags } from './flight/load-stage.js';
import type { Origin } from './flight/passengers.js';
import type { CacheKey } from './key/cache-key.js';
import type { Line } from './memoize.js';
import { spreadFrom } from './storage/spreading-storage.js';

export interface PrimeOptions extends LifeSpan {
  /** Besides those that the configuration tells for these arguments and this value. */
  readonly tags?: readonly string[] | undefined;
}

/**
 * Stores a value as if it had been loaded just now: a flight like any, whose value is there before it starts. So it
 * supersedes loads that are under way, fences reach it, and who calls meanwhile joins it. Refused while a removal of the
 * key is under way: whether the value is older than what is being removed cannot be told.
 */
export async function prime<V>(
  line: Line<V>,
  key: CacheKey,
  origin: Origin,
  value: V,
  { tags = [], ...lifeSpan }: PrimeOptions = {},
): Promise<'stored' | 'refused'> {
  const flight = new Flight<V>(key, origin.self, origin.args, line.settings, false, true);
  flight.given = { value };
  flight.tags = [...new Set([...knownTags(flight), ...tags])];
  if (Object.values(lifeSpan).some((span) => span !== undefined)) {
    flight.notes = new LoadNotes(undefined);
    flight.notes.setLifeSpan(lifeSpan);
  }
  if (line.settings.snapshot.version !== undefined) flight.demand = await line.demandOf(key, origin);
  line.takeOff(flight);
  await flight.promise;
  if (flight.outcome !== 'stored') return 'refused';
  // What others hold is older.
  await spreadFrom(line.removals.storages());
  return 'stored';
}
