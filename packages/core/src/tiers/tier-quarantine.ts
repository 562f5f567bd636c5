import type { CacheStorage } from '../storage/cache-storage.js';
import type { Quarantine, QuarantineTarget, QuarantiningStorage } from '../storage/quarantining-storage.js';

export function isQuarantining(storage: CacheStorage): storage is QuarantiningStorage {
  return typeof (storage as Partial<QuarantiningStorage>).quarantine === 'function';
}

/** The far storage's quarantine, with a near tier that forgets before each step and after it. */
export function tierQuarantine(
  far: QuarantiningStorage,
  forget: (target: QuarantineTarget) => void,
  origin: () => string | undefined,
): Pick<QuarantiningStorage, 'quarantine' | 'extend' | 'confirm'> {
  const targetsOf = new WeakMap<Quarantine, readonly QuarantineTarget[]>();
  const forgetting = async <T>(targets: readonly QuarantineTarget[], command: () => Promise<T>): Promise<T> => {
    targets.forEach(forget);
    try {
      return await command();
    } finally {
      targets.forEach(forget);
    }
  };
  return {
    async quarantine(targets, { standsFor }) {
      const quarantine = await forgetting(targets, () => far.quarantine(targets, { standsFor, origin: origin() }));
      targetsOf.set(quarantine, targets);
      return quarantine;
    },
    extend: (quarantine) => far.extend(quarantine),
    confirm: (quarantine) => forgetting(targetsOf.get(quarantine) ?? [], () => far.confirm(quarantine)),
  };
}
