import { describe, expect, it } from '@jest/globals';
import {
  ConfigurationError,
  closeMethodsOf,
  createMemoizer,
  handleOf,
  standardConfiguration,
} from '../../src/index.js';
import { MapStorage } from '../support/map-storage.js';
import { memoizerInMemory } from '../support/memoizer.js';

const { memoized } = memoizerInMemory();

class Books {
  loads: string[] = [];

  constructor(readonly shelf: string) {}

  @memoized
  async bare(): Promise<string> {
    this.loads.push('bare');
    return this.shelf;
  }

  @memoized()
  async empty(): Promise<string> {
    this.loads.push('empty');
    return this.shelf;
  }

  @memoized({ updateAfter: '5s' })
  async popular(limit = 10): Promise<string> {
    this.loads.push(`popular ${limit}`);
    return `${this.shelf} ${limit}`;
  }

  @memoized
  async #secret(): Promise<string> {
    this.loads.push('secret');
    return `secret of ${this.shelf}`;
  }

  @memoized
  get newest(): Promise<string> {
    this.loads.push('newest');
    return Promise.resolve(`newest of ${this.shelf}`);
  }

  reveal(): Promise<string> {
    return this.#secret();
  }

  @memoized
  static async count(): Promise<number> {
    Books.counted++;
    return Books.counted;
  }

  static counted = 0;
}

class RareBooks extends Books {
  @memoized
  override async popular(limit = 10): Promise<string> {
    return `rare ${await super.popular(limit)}`;
  }

  @memoized
  override get newest(): Promise<string> {
    return super.newest.then((title) => `rare ${title}`);
  }

  [Symbol.dispose](): void {
    closeMethodsOf(this);
  }
}

describe('@memoized as a standard decorator', () => {
  it('remembers without parentheses, with empty ones and with options', async () => {
    const books = new Books('left');
    for (let call = 0; call < 2; call++) await Promise.all([books.bare(), books.empty(), books.popular(3)]);
    expect(books.loads.sort()).toEqual(['bare', 'empty', 'popular 3']);
  });

  it('keeps the entries of different objects apart', async () => {
    const left = new Books('left');
    const right = new Books('right');
    expect([await left.bare(), await right.bare(), await left.bare()]).toEqual(['left', 'right', 'left']);
    expect([left.loads, right.loads]).toEqual([['bare'], ['bare']]);
  });

  it('invalidates, by the handle, for one object and its arguments alone', async () => {
    const left = new Books('left');
    const right = new Books('right');
    await Promise.all([left.popular(1), left.popular(2), right.popular(1)]);

    await handleOf(left, 'popular').invalidate(1);
    await Promise.all([left.popular(1), left.popular(2), right.popular(1)]);

    expect(left.loads).toEqual(['popular 1', 'popular 2', 'popular 1']);
    expect(right.loads).toEqual(['popular 1']);
  });

  it('refreshes by the handle with the object as this', async () => {
    const books = new Books('left');
    expect(await handleOf(books, 'popular').refresh(7)).toBe('left 7');
    expect(await books.popular(7)).toBe('left 7');
    expect(books.loads).toEqual(['popular 7']);
  });

  it('remembers private and static methods', async () => {
    const books = new Books('left');
    expect([await books.reveal(), await books.reveal()]).toEqual(['secret of left', 'secret of left']);
    expect(books.loads).toEqual(['secret']);
    expect([await Books.count(), await Books.count()]).toEqual([1, 1]);
  });

  it('remembers an overriding method apart from the one it calls by super', async () => {
    const rare = new RareBooks('left');
    expect([await rare.popular(2), await rare.popular(2)]).toEqual(['rare left 2', 'rare left 2']);
    expect(rare.loads).toEqual(['popular 2']);
  });

  it('remembers getters, per object and apart from the one called by super', async () => {
    const rare = new RareBooks('left');
    expect([await rare.newest, await rare.newest]).toEqual(['rare newest of left', 'rare newest of left']);
    expect(rare.loads).toEqual(['newest']);
    expect(await new Books('right').newest).toBe('newest of right');
  });

  it('has a handle for a getter, and takes it without running the getter', async () => {
    const books = new Books('left');
    const newest = handleOf(books, 'newest');
    expect(books.loads).toEqual([]);
    await books.newest;
    await newest.invalidate();
    await books.newest;
    expect(books.loads).toEqual(['newest', 'newest']);
  });

  it('ends with the object that is disposed, and for no other', async () => {
    const other = new RareBooks('right');
    let ended: RareBooks;
    {
      using books = new RareBooks('left');
      await Promise.all([books.popular(1), books.newest, other.popular(1)]);
      ended = books;
    }
    for (const call of [ended.popular(1), ended.newest, ended.bare()]) {
      await expect(call).rejects.toMatchObject({ code: 'ERR_MEMOIR_CLOSED' });
    }
    expect(await other.popular(1)).toBe('rare right 1');
  });

  it('keeps name and length', () => {
    expect([Books.prototype.popular.name, Books.prototype.popular.length]).toEqual(['popular', 0]);
  });

  it('rejects a call without its object', async () => {
    const { bare } = new Books('left');
    await expect(bare()).rejects.toThrow('without its object');
  });

  it('refuses a method that is not decorated', () => {
    expect(() => handleOf(new Books('left'), 'reveal')).toThrow(ConfigurationError);
  });

  it('demands an instanceKey on a shared storage, at once', () => {
    const shared = createMemoizer({
      ...standardConfiguration(Object.assign(new MapStorage(), { shared: true })),
      namespace: 'books',
    });
    expect(() => {
      class Shelf {
        @shared.memoized
        async titles(): Promise<string[]> {
          return [];
        }
      }
      return Shelf;
    }).toThrow(/instanceKey/);
  });

  it('shares the entries of objects with the same instanceKey', async () => {
    const loads: string[] = [];
    const shared = createMemoizer(standardConfiguration(Object.assign(new MapStorage(), { shared: true })));
    class Tenant {
      constructor(readonly id: string) {}

      @shared.memoized({ namespace: 'tenants', instanceKey: (self: Tenant) => self.id })
      async plan(): Promise<string> {
        loads.push(this.id);
        return `plan of ${this.id}`;
      }
    }
    expect(await new Tenant('a').plan()).toBe('plan of a');
    expect(await new Tenant('a').plan()).toBe('plan of a');
    expect(await new Tenant('b').plan()).toBe('plan of b');
    expect(loads).toEqual(['a', 'b']);
  });
});
