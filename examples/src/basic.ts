// The shortest form: wrap a function and call it as before. Calls with the same arguments share one load, and
// the arguments of a call are also what invalidates its result.
import { memoize } from 'memoir';

async function loadUser(id: string): Promise<{ id: string; name: string }> {
  console.log(`  loading ${id}`);
  return { id, name: id === 'ada' ? 'Ada Lovelace' : 'Grace Hopper' };
}

const getUser = memoize(loadUser);

console.log('ten callers at once:');
const users = await Promise.all(Array.from({ length: 10 }, () => getUser('ada')));
console.log(`  all ten got ${users[0]!.name}: ${users.every((user) => user.name === 'Ada Lovelace')}`);

console.log('once more, and somebody else:');
await getUser('ada');
await getUser('grace');

console.log('after an invalidation:');
await getUser.invalidate('ada');
await getUser('ada');
await getUser('grace');

const { calls, loads, hits, joins } = getUser.statistics();
console.log(`${calls} calls, ${loads} loads, ${hits} hits, ${joins} callers joined a load`);
