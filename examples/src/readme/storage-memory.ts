// The snippets of packages/storage-memory/README.md.
import { BoundedMap, MemoryStorage } from '@memoir/storage-memory';

new MemoryStorage(); // each function is bounded by its own strategy
new MemoryStorage({ maxEntries: 100_000, maxBytes: '128M' }); // one bound over all functions

const id = 's-1';
const session = { user: 'ada', end: (reason: string) => console.log(`session ${reason}`) };
type Session = typeof session;

const sessions = new BoundedMap<string, Session>({
  timeToLive: '10m',
  maxEntries: 10_000,
  maxBytes: '64M',
  onDelete: (_id, session, reason) => session.end(reason), // evicted, expired, deleted, replaced, cleared
});
sessions.set(id, session).set('admin', session, { timeToLive: 'never' });
console.log(sessions.remaining('admin')); // milliseconds left
sessions.delete(id);

const counts = new BoundedMap<string, number>({ maxEntries: 100 }).set('a', 1);
const copy = BoundedMap.from(JSON.parse(JSON.stringify(counts)));
console.log(copy.get('a'));
