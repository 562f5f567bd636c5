import { toMilliseconds } from './clock/duration.js';
import type { CacheOptions } from './configuration/cache-options.js';
import { ConfigurationError } from './errors.js';
import { Batches } from './flight/batch.js';
import type { CallOptions } from './flight/call-options.js';
import type { Request } from './line-frame.js';
import { checkKeys, ManyCalls } from './many-calls.js';
import { Line } from './memoize.js';
import { memoizedFunction } from './memoized-function.js';
import type { LoadMany, ManyOptions, MemoizedMany } from './memoized-many.js';
import { checkFunction, type Foundation } from './memoizer.js';
import { requestOf } from './request-of.js';

/** A scheduled refresh loads no more keys by one call of the loader, also where a batch may be larger. */
const MOST_REFRESHED_TOGETHER = 100;

/** Makes a function for one key of a loader for many. @param foundations what it stands on, for the rest of the options */
export function memoizedMany<K, V>(
  foundations: (options: CacheOptions | undefined) => Foundation,
  loadMany: LoadMany<K, V>,
  given: ManyOptions<K, V> = {},
): MemoizedMany<K, V> {
  checkFunction(loadMany);
  const { maxBatch = Number.POSITIVE_INFINITY, gather = 'tick', ...options } = given;
  if (maxBatch !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(maxBatch) && maxBatch >= 1)) {
    throw new ConfigurationError('maxBatch is a whole number of at least 1', maxBatch);
  }
  const gatherFor = gather === 'tick' ? undefined : toMilliseconds('gather', gather);
  const batches = new Batches<K, V>({
    loadMany,
    maxBatch,
    gatherFor,
    clock: () => line.settings.clock,
    limits: () => line.settings.limits,
    queued: (keys) => {
      line.recorder.figures.queuedLoads += keys;
    },
  });
  const line: Line<V> = new Line<V>({
    ...foundations(options as CacheOptions),
    identity: { name: loadMany.name },
    invoke: ({ args, key }, notes) => batches.load(args[0] as K, key ?? Symbol('no key'), notes!),
    wantsNotes: true,
    limitsItself: true,
    refreshesAtOnce: Math.min(maxBatch, MOST_REFRESHED_TOGETHER),
    closed: (error) => batches.close(error),
  });
  const one = memoizedFunction<(key: K) => Promise<V>>(line, { name: loadMany.name, length: 1 });
  const calls = new ManyCalls<K, V>(line);
  const callsFor = (request: Request | undefined) => ({
    many: (keys: readonly K[]) => calls.many(keys, request),
    manySettled: (keys: readonly K[]) => calls.manySettled(keys, request),
  });
  const withOptions = one.with;
  const own = {
    ...callsFor(undefined),
    with: (options: CallOptions) => Object.assign(withOptions(options), callsFor(requestOf(options))),
    invalidateMany: async (keys: readonly K[]) => {
      checkKeys(keys);
      const removals = await Promise.allSettled(keys.map((key) => one.invalidate(key)));
      for (const removal of removals) if (removal.status === 'rejected') throw removal.reason;
    },
  };
  for (const [name, value] of Object.entries(own)) Object.defineProperty(one, name, { value, configurable: true });
  return one as unknown as MemoizedMany<K, V>;
}
