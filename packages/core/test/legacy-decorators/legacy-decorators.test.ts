import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, handleOf } from '../../src/index.js';
import { memoizerInMemory } from '../support/memoizer.js';

const { memoized } = memoizerInMemory();

class Books {
  loads: string[] = [];

  @memoized
  async bare(): Promise<string> {
    this.loads.push('bare');
    return 'bare';
  }

  @memoized()
  async empty(): Promise<string> {
    this.loads.push('empty');
    return 'empty';
  }

  @memoized({ updateAfter: '5s' })
  async popular(limit: number): Promise<number> {
    this.loads.push(`popular ${limit}`);
    return limit;
  }

  @memoized
  get newest(): Promise<string> {
    this.loads.push('newest');
    return Promise.resolve('newest');
  }
}

describe('@memoized under experimentalDecorators', () => {
  it('remembers without parentheses, with empty ones and with options, per object', async () => {
    const books = new Books();
    const others = new Books();
    for (let call = 0; call < 2; call++)
      await Promise.all([books.bare(), books.empty(), books.popular(3), others.bare()]);
    expect([books.loads.sort(), others.loads]).toEqual([['bare', 'empty', 'popular 3'], ['bare']]);
  });

  it('has a handle', async () => {
    const books = new Books();
    await books.popular(1);
    await handleOf(books, 'popular').invalidate(1);
    await books.popular(1);
    expect(books.loads).toEqual(['popular 1', 'popular 1']);
  });

  it('remembers a getter', async () => {
    const books = new Books();
    expect([await books.newest, await books.newest, books.loads]).toEqual(['newest', 'newest', ['newest']]);
  });

  it('refuses what is no method', () => {
    const decorate = memoized as unknown as (target: object, key: string, descriptor?: PropertyDescriptor) => void;
    expect(() => decorate(Books.prototype, 'title', undefined)).toThrow(ConfigurationError);
    expect(() => decorate(Books.prototype, 'title', { set: () => {} })).toThrow(ConfigurationError);
  });
});
