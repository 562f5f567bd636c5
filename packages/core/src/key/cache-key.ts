/**
 * What an entry is found by inside one namespace; the namespace is kept apart and never joined to it on a hit.
 * Any string, also the empty one.
 */
export type CacheKey = string;
