const HELD = 1024;
const EVICTING = 10_000;

export const PEERS = [
  'lru-cache',
  'layered-loader',
  'p-memoize',
  'memoizee',
  'async-cache-dedupe',
  'bentocache',
  'cacheable',
  'cache-manager',
  'cachified',
];

/**
 * What is measured. `expect` is what every round is held to: that each of its calls was a hit, or that each was a load.
 *
 * @typedef {object} Path
 * @property {string} name
 * @property {string} title
 * @property {number} budget the ratio to the floor that memoir is to reach at least
 * @property {string} floor
 * @property {string} own
 * @property {readonly string[]} peers
 * @property {'text' | 'arguments' | 'many'} kind
 * @property {string} loop
 * @property {'hits' | 'loads' | 'nothing'} expect
 * @property {number} keys how many distinct ones the loop goes through
 * @property {number} capacity
 * @property {boolean} shuffle whether the keys come in random order
 * @property {number} roundTime milliseconds, about
 */

/** @type {readonly Path[]} */
export const PATHS = [
  path('hit', 'hit, one string, one by one', 0.9, { peers: PEERS }),
  path('batch', 'hit, one string, 100 at a time', 0.9, { loop: 'batches' }),
  path('guarded', 'hit with stale-on-error, jitter, early refresh and limits on loads, to the hit without', 0.97, {
    floor: 'memoir',
    own: 'memoir-guarded',
  }),
  path('many', 'hit, 100 strings by one call', 0.3, {
    kind: 'many',
    loop: 'many',
    floor: 'floor-map-many',
    own: 'memoir-many',
    peers: ['memoir-singles', 'dataloader-many', 'layered-loader-many'],
  }),
  path('arguments', 'hit, (string, number, {page})', 0.9, { kind: 'arguments', loop: 'arguments', peers: PEERS }),
  path('key', 'key extraction alone, (string, number, {page})', 0.9, {
    kind: 'arguments',
    loop: 'synchronous',
    expect: 'nothing',
    own: 'key-arguments',
    floor: 'floor-stringify',
  }),
  path('miss', 'miss, instant loader, 10,000 entries, evicting', 0.6, {
    loop: 'misses',
    expect: 'loads',
    floor: 'floor-load',
    peers: PEERS,
    keys: 64 * EVICTING, // after fewer, the default strategy would still hold some of them
    capacity: EVICTING,
    roundTime: 40, // several collections of garbage in each
  }),
  ...[1_000, 10_000, 100_000, 1_000_000].map((entries) =>
    path(`growth-${entries}`, `hit among ${entries.toLocaleString('en')}, random order`, 0.85, {
      loop: 'anyLength',
      floor: 'floor-expiring',
      keys: entries,
      capacity: entries,
      shuffle: true,
    }),
  ),
];

function path(name, title, budget, differences) {
  return {
    name,
    title,
    budget,
    floor: 'floor-map',
    own: 'memoir',
    peers: [],
    kind: 'text',
    loop: 'oneByOne',
    expect: 'hits',
    keys: HELD,
    capacity: 4096,
    shuffle: false,
    roundTime: 10,
    ...differences,
  };
}
