// What versioned_lru_cache's users write, in memoir: a costly result that holds while a cheap version stays the same.
import { CacheSession, memoize } from 'memoir';

const table = { updatedAt: new Date('2026-01-01'), rows: 3 };
let asked = 0;
const report = memoize(async (year: number) => `${table.rows} rows in ${year}`, {
  version: async () => {
    asked++;
    return table.updatedAt;
  },
  updateAfter: 'never',
  expireAfter: 'never',
});

console.log(await report(2026), '|', await report(2026), '| asked', asked);
table.rows = 4;
table.updatedAt = new Date('2026-01-02');
console.log(await report(2026), '| asked', asked);

// One request sees one version, and asks for it once.
await new CacheSession().run(async () => {
  const before = await report(2026);
  table.rows = 5;
  table.updatedAt = new Date('2026-01-03');
  console.log(before, '|', await report(2026), '| asked', asked);
});
console.log(await report(2026), '| asked', asked);
