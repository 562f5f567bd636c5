// What omoide-cache's users write, in memoir: methods that remember, each object for itself.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { createMemoizer, DefaultInMemoryCacheConfiguration, handleOf, LeastRecentlyUsedEvictionStrategy } from 'memoir';

const clock = new ManualClock();
const { memoized } = createMemoizer({ ...new DefaultInMemoryCacheConfiguration(), clock });

class Books {
  #loads = 0;

  @memoized({ evictionStrategy: () => new LeastRecentlyUsedEvictionStrategy({ capacity: 100 }), expireAfter: '1m' })
  async byTitle(title: string): Promise<string> {
    return `${title}, load ${++this.#loads}`;
  }

  @memoized({ updateAfter: '5s', expireAfter: 'never' }) // past 5 s: the old value at once, the refresh behind it
  async popular(): Promise<string> {
    return `popular, load ${++this.#loads}`;
  }

  @memoized({ scheduledRefresh: { every: '2s', olderThan: '10s' } }) // without any read
  async newest(): Promise<string> {
    return `newest, load ${++this.#loads}`;
  }
}

const books = new Books();
console.log(await books.byTitle('Emma'), '|', await books.byTitle('Emma'));
console.log((await handleOf(books, 'byTitle').peek('Emma'))?.freshness, await handleOf(books, 'byTitle').peek('Dune'));

console.log(await books.popular());
await clock.advance('6s');
console.log(await books.popular(), '|', await books.popular());

console.log(await books.newest());
await clock.advance('12s');
console.log(await books.newest());
await handleOf(books, 'newest').close();
