import type { CacheKey } from '../../key/cache-key.js';
import type { StorageRule } from './storage-rule.js';

const LONG = 'k'.repeat(10_000);

/** Keys that backends like to take for one and the same, or to refuse. */
const KEYS: readonly (readonly [what: string, keys: readonly CacheKey[]])[] = [
  ['the empty key', ['', ' ', '""']],
  ['keys that differ only in case', ['ada', 'Ada', 'ADA']],
  ['keys that differ only in Unicode normalisation', ['é', 'é'.normalize('NFD'), 'e']],
  ['keys that differ only in white space around them', ['ada', ' ada', 'ada ', 'ada\n', '\tada', 'ada\u00a0']],
  ['keys of 10,000 characters with the same beginning', [LONG, `${LONG}1`, `${LONG}2`, 'k']],
  ['keys of 10,000 characters with the same end', [`1${LONG}`, `2${LONG}`]],
  ['keys with line breaks and control characters', ['a\nb', 'a\r\nb', 'a b', 'a\0b', 'a\0', 'a', 'a\u001b[31m']],
  [
    'keys with braces, quotes and wild cards',
    ['{a}', '{a}b', '{', '}', '*', 'a*', '?', '[a]', '"a"', "'a'", '$a', '%61'],
  ],
  ['keys that look like paths', ['.', '..', '../a', '/a', 'a/b', 'a\\b', 'a/../b', 'b', 'CON', 'a.', 'a:b']],
  ['keys with emoji', ['👩‍👩‍👧', '👩', '👩‍', '👍', '👍🏽']],
  ['keys with lone surrogates', ['\ud83d', '\ud83e', '\ude00', '\ud83d\ude00', '\ude00\ud83d', '\ufffd']],
  ['keys that every object has', ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']],
  ['keys that read like numbers', ['1', '01', '1.0', '1e0', '-0', '0', 'NaN', 'null', 'undefined', 'true']],
];

/** Any text is a key, and every key is its own. */
export const KEY_RULES: readonly StorageRule[] = KEYS.map(([what, keys]) => ({
  name: `tells apart ${what}`,
  async check(bench) {
    const keyspace = bench.keyspace();
    for (const key of keys) await bench.expectMiss(keyspace, key);
    for (const [index, key] of keys.entries()) await bench.put(keyspace, key, index);
    for (const [index, key] of keys.entries()) await bench.expectValue(keyspace, key, index);
    await keyspace.expire(keys[1]!);
    await keyspace.invalidate(keys[0]!);
    await bench.expectMiss(keyspace, keys[0]!);
    await bench.expectExpired(keyspace, keys[1]!, 1);
    for (const [index, key] of keys.entries()) if (index > 0) await bench.expectValue(keyspace, key, index);
  },
}));
