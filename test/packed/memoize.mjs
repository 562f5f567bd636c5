import assert from 'node:assert/strict';
import { JsonSerde } from '@memoir/serde-json';
import { LoadTimeoutError, memoize, SerializedStorage } from 'memoir';

let loads = 0;
const greet = memoize(async (name, punctuation = '!') => {
  loads++;
  return `Hello ${name}${punctuation}`;
});

// Concurrent callers share a load, later ones its result, others have their own.
assert.deepEqual(await Promise.all([greet('Ada'), greet('Ada')]), ['Hello Ada!', 'Hello Ada!']);
assert.equal(await greet('Ada'), 'Hello Ada!');
assert.equal(await greet('Bob', '?'), 'Hello Bob?');
assert.equal(loads, 2);

await greet.invalidate('Ada');
await greet('Ada');
await greet('Bob', '?');
assert.equal(loads, 3);

// What a storage gives back has the type that was loaded.
const bytes = new Map();
const storage = new SerializedStorage(
  {
    read: (key) => bytes.get(key),
    write: (key, value) => void bytes.set(key, value),
    remove: (key) => void bytes.delete(key),
  },
  { serde: new JsonSerde() },
);
const open = memoize(async () => new Map([['since', new Date(0)]]), { storage });
await open();
assert.deepEqual(await open(), new Map([['since', new Date(0)]]));
assert.ok(bytes.size > 0);

const slow = memoize(() => new Promise((resolve) => setTimeout(resolve, 200)), { methodTimeout: '10ms' });
await assert.rejects(slow(), LoadTimeoutError);
