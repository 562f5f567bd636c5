// Getting started, first step: wrap a function.
import { memoize } from 'memoir';

async function loadUser(id: string) {
  console.log(`  asking the database for ${id}`);
  return { id, name: id === 'ada' ? 'Ada Lovelace' : 'somebody' };
}

const getUser = memoize(loadUser);

const [one, other] = await Promise.all([getUser('ada'), getUser('ada')]);
console.log(one.name, one === other);
console.log((await getUser('ada')).name);

const { calls, misses, joins, hits } = getUser.statistics();
console.log({ calls, misses, joins, hits });
