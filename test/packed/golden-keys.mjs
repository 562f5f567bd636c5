import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { ArgumentsKeyExtractor, memoize } from 'memoir';

// Arguments as one would write them, and the key of the call: the same text in every process, on every Node.
const golden = Object.entries(JSON.parse(readFileSync(new URL('./golden-keys.json', import.meta.url), 'utf8')));
const extractor = new ArgumentsKeyExtractor();
const memoized = memoize(async () => undefined);
assert.ok(golden.length > 30);
for (const [call, key] of golden) {
  const args = new Function('Buffer', `return ((...args) => args)(${call})`)(Buffer);
  assert.equal(extractor.extract(args, undefined, { name: 'load', namespace: 'n' }), key, call);
  assert.equal(memoized.keyOf(...args), key, call);
}
