/** As floor-map, and asks the entry whether it is still good. The time is a variable: reading a clock is not in it. */
export function create({ keys, valueFor, ttl }) {
  const now = Date.now();
  const map = new Map(keys.map((key) => [key, { value: valueFor(key), expiresAt: now + ttl }]));
  return async (key) => {
    const entry = map.get(key);
    return now < entry.expiresAt ? entry.value : undefined;
  };
}
