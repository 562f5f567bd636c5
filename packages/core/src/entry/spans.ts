import { type LifeTime, type Milliseconds, toLifeTime, toMilliseconds } from '../clock/duration.js';
import { ConfigurationError } from '../errors.js';
import type { LifeSpan } from './life-span.js';

/** Source: py-memoize `ProvidedLifeSpanCacheEntryBuilder`. */
const DEFAULT_UPDATE_AFTER = 600_000;
/** Source: py-memoize `ProvidedLifeSpanCacheEntryBuilder`. */
const DEFAULT_EXPIRE_AFTER = 1_800_000;
/** A value spends at least two thirds of its life stale rather than fresh or gone, if only one span is given. */
const SPANS_PER_LIFE = 3;

/** A life span with every choice made, in milliseconds; `Infinity` for never. */
export interface Spans {
  readonly updateAfter: Milliseconds;
  readonly expireAfter: Milliseconds;
  readonly keepStaleFor: Milliseconds;
  /** `undefined` where it does not matter whether anybody reads. */
  readonly expireAfterAccess: Milliseconds | undefined;
}

/**
 * Fills in what a life span leaves out.
 *
 * @throws {ConfigurationError} for a span that is none, and if both are given and `updateAfter` is the longer
 */
export function spansOf(lifeSpan: LifeSpan): Spans {
  const updateAfter = given('updateAfter', lifeSpan.updateAfter);
  const expireAfter = given('expireAfter', lifeSpan.expireAfter);
  if (updateAfter !== undefined && expireAfter !== undefined && updateAfter > expireAfter) {
    throw new ConfigurationError(
      `updateAfter must not be longer than expireAfter (${lifeSpan.expireAfter})`,
      lifeSpan.updateAfter,
    );
  }
  return {
    updateAfter: updateAfter ?? Math.min(DEFAULT_UPDATE_AFTER, (expireAfter ?? DEFAULT_EXPIRE_AFTER) / SPANS_PER_LIFE),
    expireAfter: expireAfter ?? Math.max(DEFAULT_EXPIRE_AFTER, (updateAfter ?? 0) * SPANS_PER_LIFE),
    keepStaleFor: lifeSpan.keepStaleFor === 0 ? 0 : (given('keepStaleFor', lifeSpan.keepStaleFor) ?? 0),
    expireAfterAccess:
      lifeSpan.expireAfterAccess === undefined
        ? undefined
        : toMilliseconds('expireAfterAccess', lifeSpan.expireAfterAccess),
  };
}

/** Lays one life span over another; where the two contradict each other, the lower one's setting gives way. */
export function overlay(lower: LifeSpan, upper: LifeSpan): LifeSpan {
  const merged: { -readonly [K in keyof LifeSpan]: LifeSpan[K] } = { ...lower };
  for (const key of ['updateAfter', 'expireAfter', 'keepStaleFor', 'expireAfterAccess'] as const) {
    if (upper[key] !== undefined) Object.assign(merged, { [key]: upper[key] });
  }
  const updateAfter = given('updateAfter', merged.updateAfter);
  const expireAfter = given('expireAfter', merged.expireAfter);
  if (updateAfter !== undefined && expireAfter !== undefined && updateAfter > expireAfter) {
    if (upper.expireAfter === undefined) delete merged.expireAfter;
    else if (upper.updateAfter === undefined) delete merged.updateAfter;
  }
  return merged;
}

function given(setting: string, span: LifeTime | undefined): Milliseconds | undefined {
  return span === undefined ? undefined : toLifeTime(setting, span);
}
