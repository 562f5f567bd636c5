// One function for each setting that says what a result belongs to: its key, its namespace, its tags.
import { ArgumentsKeyExtractor, InvalidationSupport, MemoryStorage, type MethodReference, memoize } from 'memoir';

interface Request {
  readonly user: string;
  readonly socket: object;
}
const load = async (id: string) => ({ id });

const greet = memoize(async (request: Request, greeting: string) => `${greeting}, ${request.user}`, {
  selectArguments: (request, greeting) => [request.user, greeting],
});
await greet({ user: 'ada', socket: {} }, 'hello');
await greet({ user: 'ada', socket: {} }, 'hello');
console.log('selectArguments:', greet.statistics().loads, 'load,', greet.keyOf({ user: 'ada', socket: {} }, 'hello'));

class WithoutCase extends ArgumentsKeyExtractor<[id: string]> {
  override extract(args: [id: string], self: unknown, method: MethodReference) {
    return super.extract([args[0].toLowerCase()], self, method);
  }
}
const getCountry = memoize(load, { keyExtractor: new WithoutCase() });
await getCountry('DE');
await getCountry('de');
console.log('keyExtractor:', getCountry.statistics().loads, 'load');

const storage = new MemoryStorage({ maxEntries: 1_000 });
const getUser = memoize(load, { storage, namespace: 'users' });
const getTeam = memoize(load, { storage, namespace: 'teams' });
await getUser('red');
console.log('namespace:', (await getTeam.peek('red')) === undefined ? 'each has its own' : 'they share');

const getSameUser = memoize(load, { storage, namespace: 'members', sharedNamespace: true });
const getMember = memoize(load, { storage, namespace: 'members', sharedNamespace: true });
await getSameUser('ada');
console.log('sharedNamespace:', (await getMember.peek('ada')) === undefined ? 'each has its own' : 'they share');

const getProduct = memoize(async (id: string) => ({ id, shelf: 's-7' }), {
  storage,
  tags: (id) => [`product:${id}`],
  resultTags: (product) => [`shelf:${product.shelf}`],
});
await getProduct('p-1');
await storage.invalidateTags(['shelf:s-7']);
console.log('tags:', await getProduct.peek('p-1'));

const changes = new InvalidationSupport<[id: string]>();
const getAccount = memoize(load, { invalidation: changes });
const getLimits = memoize(load, { invalidation: changes });
await Promise.all([getAccount('a-1'), getLimits('a-1')]);
await changes.invalidateForArguments(['a-1']); // wherever the change is made
console.log('invalidation:', await getAccount.peek('a-1'), await getLimits.peek('a-1'));
