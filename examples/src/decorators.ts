// Methods with a decorator: every instance has entries of its own, which go with it. `handleOf` gives what a decorator
// cannot add to the method's type.
import { handleOf, memoized } from 'memoir';

class Library {
  constructor(readonly town: string) {}

  @memoized
  async openingHours(): Promise<string> {
    console.log(`  ${this.town}: loading the opening hours`);
    return '10 to 18';
  }

  @memoized({ updateAfter: '5m', expireAfter: '1h', capacity: 100 })
  async popular(limit = 3): Promise<string[]> {
    console.log(`  ${this.town}: loading the ${limit} most popular`);
    return ['Emma', 'Dracula', 'Frankenstein', 'Walden'].slice(0, limit);
  }
}

const bath = new Library('Bath');
const york = new Library('York');

console.log('each instance for itself:');
await bath.openingHours();
await york.openingHours();
await bath.openingHours();

console.log('each list for itself:');
console.log(`  ${await bath.popular()}`);
console.log(`  ${await bath.popular(2)}`);
console.log(`  ${await bath.popular(2)}`);

console.log('after an invalidation in Bath:');
await handleOf(bath, 'popular').invalidate(2);
await bath.popular();
await bath.popular(2);
await york.popular(2);
await york.popular(2);
