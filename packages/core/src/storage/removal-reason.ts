/** Why an entry is gone: pushed out by a bound, too old, deleted or replaced by hand, invalidated, or all cleared. */
export type RemovalReason = 'evicted' | 'expired' | 'deleted' | 'replaced' | 'invalidated' | 'cleared';
