/**
 * What a history must not show. Events: `{ kind: 'read', by, key, begin, version }`, the same
 * with 'near read' where a near tier may answer, which may be behind others and not behind its own process, and `{ kind: 'invalidation', by,
 * begin, end, confirmed, versions }`, where `versions` are those that the source had when the invalidation was called.
 *
 * A read must not be older than what any process had confirmed as invalidated before the read began, nor than what its
 * own process had tried to invalidate, confirmed or not: until it is, that process distrusts the key. What is no version
 * at all is never right.
 *
 * @param isNearExact whether removals wait for every process, so that a read from near is like any
 */
export function violationsIn(history, isNearExact = false) {
  const everywhere = new Floors();
  const own = new Map();
  for (const { kind, by, end, confirmed, versions } of history) {
    if (kind !== 'invalidation') continue;
    if (confirmed) everywhere.add(end, versions);
    if (!own.has(by)) own.set(by, new Floors());
    own.get(by).add(end, versions);
  }
  const violations = [];
  for (const read of history) {
    if (read.kind !== 'read' && read.kind !== 'near read') continue;
    const ofOthers = read.kind === 'near read' && !isNearExact ? 0 : everywhere.at(read.key, read.begin);
    const expected = Math.max(ofOthers, own.get(read.by)?.at(read.key, read.begin) ?? 0);
    if (!(read.version >= expected)) violations.push({ ...read, expected });
  }
  return violations;
}

/** The least version that may be read from an instant on, by key. */
class Floors {
  #added = [];
  #byKey = undefined;

  add(from, versions) {
    this.#added.push({ from, versions });
  }

  /** What holds for a read that begins then: what ended before it. */
  at(key, instant) {
    this.#byKey ??= this.#sorted();
    const steps = this.#byKey.get(key);
    if (steps === undefined) return 0;
    let low = 0;
    let high = steps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (steps[middle].from < instant) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : steps[low - 1].version;
  }

  #sorted() {
    const byKey = new Map();
    for (const { from, versions } of this.#added.sort((a, b) => a.from - b.from)) {
      for (const [key, version] of Object.entries(versions)) {
        if (!byKey.has(key)) byKey.set(key, []);
        const steps = byKey.get(key);
        steps.push({ from, version: Math.max(version, steps.at(-1)?.version ?? 0) });
      }
    }
    return byKey;
  }
}
