import type { CallOptions } from './flight/call-options.js';
import { skipsOf } from './flight/tier-skips.js';
import type { Request } from './line-frame.js';

/**
 * What `with` was given, looked at once for all calls that follow.
 *
 * @throws {ConfigurationError} for what cannot be meant
 */
export function requestOf(options: CallOptions): Request {
  const skips = skipsOf(options.skip, options.skipNear);
  return skips === undefined ? options : { ...options, skips };
}
