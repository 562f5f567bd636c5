// How stale are the answers? A verifier asks the source again, and follows what differs until the cache has let go of it.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { ConsistencyVerifier } from '@memoir/verifier';
import { memoize } from 'memoir';

const clock = new ManualClock();
const users = new Map([['ada', 'Ada Lovelace']]);
const getUser = memoize(async (id: string) => users.get(id), { namespace: 'users', clock });

const verifier = new ConsistencyVerifier({
  share: 0.001, // of the hits
  checksPerSecond: 10, // each is a load of the source
  lookAgainAfter: ['1s', '10s', '1m'], // what is still there at the last one is a violation
  onViolation: ({ label, staleFor, trace }) => console.log(`${label} was stale for ${staleFor} ms`, trace.length),
  clock, // only in tests
});
verifier.watch(getUser);

/** Some traffic: a thousand hits in a second. */
async function traffic(): Promise<void> {
  for (let call = 0; call <= 1_000; call++) await getUser('ada');
  await clock.advance('1s');
  await getUser('ada'); // the one in a thousand
  await clock.advance(0);
}

await traffic();
users.set('ada', 'Ada King'); // and nobody invalidates
await traffic();
await clock.advance('1m');
await getUser.invalidate('ada');

const { staleness, latestViolations } = verifier.report();
for (const { upTo, answers } of staleness) console.log(`up to ${upTo} ms: ${answers}`);
for (const { at, seen } of latestViolations[0]!.trace) console.log(`  after ${at} ms: ${seen}`);
verifier.close();
