// A write that others read past while it runs: what they load in the middle of it is answered, and never cached. The
// server's address is the first argument, or REDIS_URL; the source is PostgreSQL (PGlite: the real one, in the process).
import { PGlite } from '@electric-sql/pglite';
import { MemoryStorage, memoize, TieredStorage, tagTarget, withWrite } from 'memoir';
import { redis } from 'memoir/redis';

const url = process.argv[2] ?? process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const db = new PGlite();
await db.exec(`
  CREATE TABLE accounts (id text PRIMARY KEY, bank text, cents integer);
  INSERT INTO accounts VALUES ('ada', 'north', 10000), ('bob', 'north', 5000);
`);

interface Sum {
  sum: number;
}

function startProcess() {
  const far = redis({ url, prefix: 'memoir-example-write' });
  const storage = new TieredStorage(new MemoryStorage(), far);
  const balanceOf = memoize(
    async (id: string) => {
      const { rows } = await db.query<Sum>('SELECT cents AS sum FROM accounts WHERE id = $1', [id]);
      return rows[0]!.sum;
    },
    { namespace: 'balance', storage, expireAfter: '1h' },
  );
  const totalOf = memoize(
    async (bank: string) => {
      const { rows } = await db.query<Sum>('SELECT sum(cents)::int AS sum FROM accounts WHERE bank = $1', [bank]);
      return rows[0]!.sum;
    },
    { namespace: 'total', storage, expireAfter: '1h', tags: (bank) => [`bank:${bank}`] },
  );
  const stop = async () => {
    await Promise.all([balanceOf.invalidateAll(), totalOf.invalidateAll()]);
    await Promise.all([balanceOf.close(), totalOf.close()]);
    await storage.close();
  };
  return { balanceOf, totalOf, storage, stop };
}

const [writer, reader] = [startProcess(), startProcess()];
await Promise.all([writer.balanceOf.invalidateAll(), writer.totalOf.invalidateAll()]); // what an earlier run has left
console.log(`before: ${await reader.balanceOf('ada')}, ${await reader.totalOf('north')} in all`);

/** As another process sees it that has heard of the write: the message is on its way for a moment. */
const read = reader.balanceOf.with({ skipNear: true });

/** Everything that the statement changes is named; the rest is `withWrite`'s to do, also if the process dies in here. */
async function deposit(id: string, cents: number): Promise<number> {
  const targets = [writer.balanceOf.target(id), tagTarget(writer.storage, 'bank:north')];
  return await withWrite(
    targets,
    async () => {
      console.log(`  in the middle of the write, before its commit: ${await read(id)}`);
      await db.query('UPDATE accounts SET cents = cents + $2 WHERE id = $1', [id, cents]);
      console.log(`  after its commit, the load before it was not kept: ${await read(id)}`);
      return cents;
    },
    { quarantineFor: '10s' },
  );
}

console.log(`deposited: ${await deposit('ada', 2500)}`);
console.log(`after: ${await writer.balanceOf('ada')}, ${await writer.totalOf('north')} in all`);

const failing = withWrite([writer.balanceOf.target('bob')], async () => {
  await db.query('UPDATE accounts SET cents = cents - 1 WHERE id = $1', ['bob']);
  throw new Error('the connection broke after the commit');
});
console.log(`a write that fails: ${await failing.catch((error: Error) => error.message)}`);
console.log(`and what it may have done: ${await writer.balanceOf('bob')}`);

await Promise.all([writer.stop(), reader.stop()]);
await db.close();
