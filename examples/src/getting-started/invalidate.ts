// Getting started, third step: take away what has changed.
import { memoize } from 'memoir';

const stock = new Map([['apples', 3]]);
let isLoading = () => {};
let finish = () => {};

const getStock = memoize(async (product: string) => {
  const count = stock.get(product); // read from the database ...
  await new Promise<void>((resolve) => {
    finish = resolve;
    isLoading();
  });
  return count; // ... and on its way back
});

const begun = new Promise<void>((resolve) => {
  isLoading = resolve;
});
const early = getStock('apples');
await begun;

stock.set('apples', 2); // somebody buys one while the answer is on its way
await getStock.invalidate('apples');
finish();
console.log('who had asked before gets', await early);

const late = getStock('apples');
await new Promise(setImmediate);
finish();
console.log('who asks afterwards gets', await late);
console.log(getStock.statistics().fencedLoads, 'load was kept out of the cache');
