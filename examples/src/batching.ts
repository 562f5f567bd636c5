// A page that shows many comments asks for their authors one by one; the database is asked for all of them at once.
import { memoizeMany } from 'memoir';

interface User {
  readonly id: number;
  readonly name: string;
}

const table = new Map([
  [1, 'Ada'],
  [2, 'Grace'],
  [3, 'Edsger'],
  [4, 'Barbara'],
]);

/** As a database answers `WHERE id IN (...)`: in whatever order, without those that it does not have. */
async function selectUsers(ids: readonly number[]): Promise<User[]> {
  console.log(`  SELECT * FROM users WHERE id IN (${ids.join(', ')})`);
  return [...table].filter(([id]) => ids.includes(id)).map(([id, name]) => ({ id, name }));
}

const getUser = memoizeMany(
  async (ids: readonly number[]) => new Map((await selectUsers(ids)).map((user) => [user.id, user])),
  { maxBatch: 100, expireAfter: '5m' },
);

async function showComment(author: number, text: string): Promise<string> {
  const { name } = await getUser(author); // each comment for itself, and nobody has to plan for the others
  return `  ${name}: ${text}`;
}

console.log('three comments of two authors, one query:');
const comments = [showComment(1, 'first!'), showComment(2, 'a moth'), showComment(1, 'again')];
for (const line of await Promise.all(comments)) console.log(line);

console.log('many at once: in the order asked, and only what is not known yet is queried:');
const users = await getUser.many([4, 1, 3, 4, 2]);
console.log(`  ${users.map(({ name }) => name).join(', ')}`);

console.log('a key that does not exist fails alone:');
for (const result of await getUser.manySettled([2, 9])) {
  console.log(result.status === 'fulfilled' ? `  ${result.value.name}` : `  ${result.reason.message}`);
}

console.log('a changed row is invalidated by the key it is asked for with:');
table.set(2, 'Grace Hopper');
await getUser.invalidateMany([2]);
console.log(`  ${(await getUser(2)).name}`);
