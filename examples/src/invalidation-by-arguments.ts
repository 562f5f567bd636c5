// Forgetting a result by the arguments that led to it: on the function itself, or for several functions at once
// from a module that knows none of them.
import { InvalidationSupport, memoize } from 'memoir';

const names = new Map([
  ['ada', 'Ada'],
  ['grace', 'Grace'],
]);

// The module that reads
const userChanged = new InvalidationSupport<[id: string]>();
const getName = memoize(async (id: string) => names.get(id), { invalidation: userChanged });
const getGreeting = memoize(async (id: string) => `Hello ${names.get(id)}`, { invalidation: userChanged });

// The module that writes: all it needs is `userChanged`
async function rename(id: string, name: string): Promise<void> {
  names.set(id, name);
  await userChanged.invalidateForArguments([id]);
}

async function show(when: string): Promise<void> {
  const loadsBefore = getName.statistics().loads + getGreeting.statistics().loads;
  const texts = [await getName('ada'), await getGreeting('ada'), await getName('grace'), await getGreeting('grace')];
  const loads = getName.statistics().loads + getGreeting.statistics().loads - loadsBefore;
  console.log(`${when}: ${texts.join(', ')} (${loads} loads)`);
}

await show('at first');
names.set('ada', 'Countess Lovelace');
await show('changed behind its back');
await getName.invalidate('ada');
await show('one function invalidated for ada');
await rename('ada', 'Augusta Ada King');
await show('both invalidated for ada');
await userChanged.invalidateAll();
await show('both invalidated for everybody');
