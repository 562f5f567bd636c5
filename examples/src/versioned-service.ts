// A service on a PostgreSQL table: a costly report is cached for as long as the newest row stays the newest. How new
// that is, is asked once per request, so that each request sees one state of the table from its beginning to its end.
import { PGlite } from '@electric-sql/pglite'; // PostgreSQL itself, in this process
import { fastify } from 'fastify';
import { CacheSession, memoize } from 'memoir';

const database = new PGlite();
await database.exec(`
  create table orders (id serial primary key, customer text, amount int, updated_at timestamptz not null default now());
  insert into orders (customer, amount) values ('ada', 10), ('ada', 20), ('bob', 5);
`);

const ran = { reports: 0, versions: 0 };
const totalOf = memoize(
  async (customer: string) => {
    ran.reports++;
    const { rows } = await database.query<{ total: number }>(
      'select coalesce(sum(amount), 0)::int as total from orders where customer = $1',
      [customer],
    );
    return rows[0]!.total;
  },
  {
    version: async () => {
      ran.versions++;
      const { rows } = await database.query<{ newest: Date }>('select max(updated_at) as newest from orders');
      return rows[0]!.newest;
    },
    updateAfter: 'never', // the version tells when it no longer holds
    expireAfter: 'never',
  },
);

const service = fastify();
service.addHook('onRequest', (request, _reply, done) => CacheSession.of(request).run(done));
service.get<{ Params: { customer: string } }>('/totals/:customer', async ({ params: { customer } }) => {
  const first = await totalOf(customer);
  await between.happens();
  return { first, again: await totalOf(customer) };
});
const between = { happens: async () => {} };

async function show(what: string, customer: string): Promise<void> {
  const before = { ...ran };
  const response = await service.inject(`/totals/${customer}`);
  const cost = `reports ${ran.reports - before.reports}, versions ${ran.versions - before.versions}`;
  console.log(`${what}: ${response.body}; ${cost}`);
}

await show('ada, cold', 'ada');
await show('ada, warm', 'ada');
await database.query("insert into orders (customer, amount) values ('ada', 70)");
await show('ada, after an order', 'ada');

between.happens = async () => {
  await database.query("insert into orders (customer, amount) values ('ada', 900)");
};
await show('ada, an order in the middle of the request', 'ada');
between.happens = async () => {};
await show('ada, the next request', 'ada');

await database.query("update orders set amount = 1, updated_at = now() where customer = 'bob'");
await show('bob, after an update', 'bob');
await database.close();
await service.close();
