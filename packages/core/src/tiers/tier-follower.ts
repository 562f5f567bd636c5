import type { Milliseconds } from '../clock/duration.js';
import type { StorageError } from '../errors.js';
import type { Invalidation, LogFollower, LogGap } from '../invalidation/invalidation-log.js';
import { logChannels } from '../observe/log-channels.js';
import type { NearNamespace } from './near-namespace.js';
import type { NearTier } from './near-tier.js';

export interface TierFollowerTerms {
  readonly tier: NearTier;
  /** `undefined` where nobody here has opened it. */
  readonly namespace: (name: string) => NearNamespace<unknown> | undefined;
  /** Loads under way that may carry one of the tags must not be stored. */
  readonly fenceTags: (tags: readonly string[]) => void;
  readonly report: (error: StorageError) => void;
}

/** Forgets, in the near tier, what others have removed from the far one. It is read again when somebody asks for it. */
export class TierFollower implements LogFollower {
  /** How often something may have been missed, the beginning included. */
  gaps = 0;

  constructor(private readonly terms: TierFollowerTerms) {}

  invalidated(invalidation: Invalidation): void {
    const { tier, namespace, fenceTags } = this.terms;
    if (invalidation.origin === tier.origin) return; // forgotten before it was sent and after it was confirmed
    switch (invalidation.kind) {
      case 'keys': {
        const concerned = namespace(invalidation.namespace);
        if (concerned) for (const key of invalidation.keys) concerned.forget(key);
        return;
      }
      case 'namespace':
        namespace(invalidation.namespace)?.forgetAll();
        return;
      case 'tags':
        tier.removals.removeTags(invalidation.tags);
        fenceTags(invalidation.tags);
    }
  }

  complete(until: Milliseconds): void {
    const { trust, far } = this.terms.tier;
    const { lag } = trust;
    trust.proven(until);
    if (logChannels.proven.isHeard && lag !== Number.POSITIVE_INFINITY) {
      logChannels.proven.publish({ storage: far.constructor.name, lag });
    }
  }

  gap(reason: LogGap): void {
    const { removals, far } = this.terms.tier;
    this.gaps++;
    removals.flush();
    if (logChannels.gap.isHeard) logChannels.gap.publish({ storage: far.constructor.name, reason });
  }

  failed(error: StorageError): void {
    this.terms.report(error);
    const { far } = this.terms.tier;
    if (logChannels.failed.isHeard) logChannels.failed.publish({ storage: far.constructor.name, error });
  }
}
