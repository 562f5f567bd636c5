/**
 * An asynchronous cache as one would write it by hand, complete but for eviction: entries with their instants, loads
 * shared through a Map of promises, counters, the time that loads took. No timeout, no invalidation. Once it holds
 * `capacity` entries it starts over with an empty Map, which is as good as free.
 */
export function create({ load, ttl, capacity }) {
  const statistics = { hits: 0, joins: 0, misses: 0, loads: 0, failures: 0, loadTime: 0 };
  const loading = new Map();
  let entries = new Map();

  async function loadAndKeep(key) {
    const createdAt = Date.now();
    const startedAt = performance.now();
    statistics.loads++;
    try {
      const value = await load(key);
      statistics.loadTime += performance.now() - startedAt;
      if (entries.size === capacity) entries = new Map();
      entries.set(key, { value, createdAt, staleAt: createdAt + ttl / 3, expiresAt: createdAt + ttl });
      return value;
    } catch (error) {
      statistics.failures++;
      throw error;
    } finally {
      loading.delete(key);
    }
  }

  return (key) => {
    const entry = entries.get(key);
    if (entry !== undefined && Date.now() < entry.expiresAt) {
      statistics.hits++;
      return Promise.resolve(entry.value);
    }
    let answer = loading.get(key);
    if (answer !== undefined) {
      statistics.joins++;
      return answer;
    }
    statistics.misses++;
    answer = loadAndKeep(key);
    loading.set(key, answer);
    return answer;
  };
}
