/** Whether a subject is what it is measured as: it caches, for its time to live, by all arguments, up to its capacity. */
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

const subject = process.argv[2];
const TTL = 1_000;
const CAPACITY = 50;
const { create } = await import(`../subjects/${subject}.mjs`);

function counted(kind, ttl) {
  const made = { loads: 0, call: undefined };
  const load = async (...args) => {
    made.loads++;
    return { args };
  };
  made.call = create({ kind, load, ttl, capacity: CAPACITY });
  return made;
}

function check(claim, holds) {
  if (!holds) throw new Error(`${subject}: not so: ${claim}`);
}

const text = counted('text', TTL);
const first = await text.call('a');
const second = await text.call('a');
check('a second call loads nothing', text.loads === 1 && second.args[0] === 'a');

const joined = counted('text', TTL);
await Promise.all([joined.call('a'), joined.call('a')]);
const joins = joined.loads === 1;

const several = counted('arguments', TTL);
const answer = await several.call('a', 1, { page: 1 });
await several.call('a', 1, { page: 1 });
check('equal arguments are one call', several.loads === 1 && answer.args[2].page === 1);
await several.call('a', 1, { page: 2 });
check('every argument counts', several.loads === 2);

const bounded = counted('text', 3_600_000);
for (let i = 0; i < 4 * CAPACITY; i++) {
  await bounded.call(`key-${i}`);
  await turn();
}
const before = bounded.loads;
for (let i = 0; i < 4 * CAPACITY; i++) await bounded.call(`key-${i}`); // whichever it keeps
check('the capacity is kept', bounded.loads >= before + 3 * CAPACITY);

await sleep(TTL + 1_100); // some count whole seconds
await text.call('a');
check('an entry lives no longer than its time to live', text.loads === 2);

process.send({ subject, clones: second !== first, joins });
process.exit();
