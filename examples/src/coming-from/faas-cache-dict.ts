// What faas-cache-dict's users write, in memoir: a Map that is bounded by time, bytes and entries at once.
import { BoundedMap, ValueTooLargeError } from 'memoir';

const cache = new BoundedMap<string, string>({
  timeToLive: '60s',
  maxBytes: '1K',
  maxEntries: 3,
  onDelete: (key, _value, reason) => console.log(`  ${key} ${reason}`),
});
for (const key of ['a', 'b', 'c']) cache.set(key, `value of ${key}`);
cache.get('a'); // counts as a use
cache.set('d', 'value of d', { timeToLive: '5s' });
console.log([...cache.keys()], cache.isExpired('d'), cache.remaining('missing'));

try {
  cache.set('a', 'x'.repeat(2_000));
} catch (error) {
  console.log(error instanceof ValueTooLargeError, cache.get('a'));
}
cache.setMaxEntries(1);
console.log(cache.take('a'), cache.size);
