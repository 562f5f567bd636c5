import { ConfigurationError } from '../errors.js';

/** What a call does without in one tier: looking there, leaving something there, or both. */
export type TierSkip = 'read' | 'write' | 'both';

/** What a call does without in the tiers of a `TieredStorage`. Storages without tiers do not heed it. */
export interface TierSkips {
  /** `read`: what stands there does not answer. `write`: what is read or loaded for the call does not come there. */
  readonly near?: TierSkip | undefined;
  /** `read`: a near miss is loaded. `write`: what is loaded for the call is kept in no tier. */
  readonly far?: TierSkip | undefined;
}

/** The same, to be asked for. */
export interface Skips {
  readonly nearRead: boolean;
  readonly nearWrite: boolean;
  readonly farRead: boolean;
  readonly farWrite: boolean;
}

/**
 * @param skipNear the short form of `near: 'read'`
 * @returns `undefined` where nothing is skipped
 * @throws {ConfigurationError} for what is no such thing
 */
export function skipsOf(skips: TierSkips = {}, skipNear = false): Skips | undefined {
  for (const name of Object.keys(skips)) {
    if (name !== 'near' && name !== 'far') throw new ConfigurationError('skip tells of near and far', name);
  }
  const near = checked('near', skips.near);
  const far = checked('far', skips.far);
  if (near === undefined && far === undefined && !skipNear) return undefined;
  return {
    nearRead: skipNear || near === 'read' || near === 'both',
    nearWrite: near === 'write' || near === 'both',
    farRead: far === 'read' || far === 'both',
    farWrite: far === 'write' || far === 'both',
  };
}

function checked(tier: keyof TierSkips, skip: TierSkip | undefined): TierSkip | undefined {
  if (skip === undefined || skip === 'read' || skip === 'write' || skip === 'both') return skip;
  throw new ConfigurationError(`skip.${tier} is 'read', 'write' or 'both'`, skip);
}
