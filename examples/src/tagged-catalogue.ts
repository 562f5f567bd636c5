// Tags on a product catalogue in PostgreSQL (PGlite: the real one, in the process): lists and products are found by what
// they contain, and a change throws away exactly what shows it.
import { PGlite } from '@electric-sql/pglite';
import { MemoryStorage, memoize } from 'memoir';

interface Product {
  id: number;
  name: string;
  category: string;
  cents: number;
}

const db = new PGlite();
await db.exec(`
  CREATE TABLE products (id integer PRIMARY KEY, name text, category text, cents integer);
  INSERT INTO products VALUES (1, 'Assam', 'tea', 450), (2, 'Sencha', 'tea', 620), (3, 'Java', 'coffee', 890);
`);
let queries = 0;

async function query(sql: string, parameters: unknown[]): Promise<Product[]> {
  queries++;
  return (await db.query<Product>(sql, parameters)).rows;
}

const storage = new MemoryStorage({ maxEntries: 10_000 });

/** The tag is known before anything is loaded: the arguments tell. */
const productOf = memoize(
  async (id: number) => {
    const [product] = await query('SELECT * FROM products WHERE id = $1', [id]);
    return product;
  },
  { namespace: 'product', storage, tags: (id) => [`product:${id}`] },
);

/** Here the result tells: a list carries the tag of everything that it shows, and of its category. */
const productsIn = memoize(
  (category: string) => query('SELECT * FROM products WHERE category = $1 ORDER BY id', [category]),
  {
    namespace: 'list',
    storage,
    tags: (category) => [`category:${category}`],
    resultTags: (products) => products.map(({ id }) => `product:${id}`),
  },
);

const cheapest = memoize((limit: number) => query('SELECT * FROM products ORDER BY cents LIMIT $1', [limit]), {
  namespace: 'cheapest',
  storage,
  resultTags: (products) => products.map(({ id }) => `product:${id}`),
});

async function show(occasion: string): Promise<void> {
  queries = 0;
  const tea = await productsIn('tea');
  const coffee = await productsIn('coffee');
  const [first] = await cheapest(1);
  const java = await productOf(3);
  const list = (products: Product[]) => products.map(({ name, cents }) => `${name} ${cents}`).join(', ');
  console.log(`${occasion}: ${queries} queries`);
  console.log(`  tea: ${list(tea)}; coffee: ${list(coffee)}; cheapest: ${first?.name}; product 3: ${java?.cents}`);
}

await show('first');
await show('again');

await db.query('UPDATE products SET cents = 990 WHERE id = 3');
await storage.invalidateTags(['product:3']);
await show('Java costs more: its page, and the list that shows it');

await db.query("INSERT INTO products VALUES (4, 'Darjeeling', 'tea', 400)");
await storage.invalidateTags(['category:tea']);
await show('a new tea: the list of its category, and nothing that does not show it');

await cheapest.invalidateAll();
await show('what no tag tells of is invalidated by hand');

await db.query('UPDATE products SET cents = cents + 10');
await storage.expireTags(['category:tea']);
await show('expired: loaded again, with the old list to fall back on');

await db.close();
