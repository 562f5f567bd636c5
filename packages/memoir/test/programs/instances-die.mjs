// Run with --expose-gc: objects with memoized methods, used in every way, and then forgotten.
import { memoized as decorator, handleOf } from 'memoir';

class Report {
  payload = new Array(10_000).fill('x');

  async ofYear(year) {
    return { year, payload: new Array(1_000).fill(year) };
  }
}
const plain = Object.getOwnPropertyDescriptor(Report.prototype, 'ofYear');
// As experimentalDecorators does: this file is not compiled.
decorator({ updateAfter: '1s', expireAfter: '1h', scheduledRefresh: { every: '1m', olderThan: '1m' } })(
  Report.prototype,
  'ofYear',
  plain,
);
Object.defineProperty(Report.prototype, 'ofYear', plain);

const objects = [];
const values = [];
async function useAndForget() {
  for (let at = 0; at < 100; at++) {
    const report = new Report();
    objects.push(new WeakRef(report));
    values.push(new WeakRef(await report.ofYear(at)));
    await report.ofYear(at);
    if (at % 2 === 0) await handleOf(report, 'ofYear').refresh(at);
    if (at % 3 === 0) await handleOf(report, 'ofYear').invalidate(at);
  }
}
await useAndForget();
for (let round = 0; round < 10; round++) {
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc();
}
const alive = (references) => references.filter((reference) => reference.deref() !== undefined).length;
console.log(`objects alive ${alive(objects)}, values alive ${alive(values)}`);
