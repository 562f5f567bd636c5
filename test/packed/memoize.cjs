const assert = require('node:assert/strict');
const { memoize, MutableCacheConfiguration, DefaultInMemoryCacheConfiguration } = require('memoir');

async function main() {
  let loads = 0;
  const configuration = MutableCacheConfiguration.initializedWith(
    new DefaultInMemoryCacheConfiguration({ capacity: 2 }),
  );
  const square = memoize(async (value) => {
    loads++;
    return value * value;
  }, configuration);

  assert.deepEqual(await Promise.all([square(2), square(2), square(3)]), [4, 4, 9]);
  assert.equal(loads, 2);
  assert.equal(await square(2), 4);
  assert.equal(loads, 2);

  await square(4);
  await square(3);
  await square(2);
  assert.ok(loads > 3, 'the capacity was exceeded, so something was loaded again');
}

main();
