import { type Milliseconds, toLifeTime } from '../clock/duration.js';
import type { LifeSpan } from '../entry/life-span.js';
import { ConfigurationError } from '../errors.js';

/** How long the near tier relies on what it has read, counted from then; `Infinity` for as long as the entry lives. */
export interface NearSpans {
  readonly updateAfter: Milliseconds;
  readonly expireAfter: Milliseconds;
}

/** @throws {ConfigurationError} for a span that is none, or that a near tier has no use for */
export function nearSpansOf({ updateAfter, expireAfter, keepStaleFor, expireAfterAccess }: LifeSpan): NearSpans {
  for (const [name, span] of Object.entries({ keepStaleFor, expireAfterAccess })) {
    if (span !== undefined) {
      throw new ConfigurationError(
        `nearLifeSpan has no ${name}: what is too old for the near tier is read again`,
        span,
      );
    }
  }
  const spans = {
    updateAfter: toLifeTime('nearLifeSpan.updateAfter', updateAfter ?? 'never'),
    expireAfter: toLifeTime('nearLifeSpan.expireAfter', expireAfter ?? 'never'),
  };
  if (updateAfter !== undefined && spans.updateAfter > spans.expireAfter) {
    throw new ConfigurationError('nearLifeSpan.updateAfter must not be longer than its expireAfter', updateAfter);
  }
  return spans;
}
