import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { MemoryStorage } from '@memoir/storage-memory';
import { Inject, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { handleOf, MemoirModule, Memoized } from '../../src/index.js';

interface User {
  readonly name: string;
}

@Injectable()
class Database {
  readonly #names = new Map([['ada', 'Ada']]);
  asked = 0;

  readonly users = {
    find: async (id: string): Promise<User> => {
      this.asked++;
      return { name: this.#names.get(id)! };
    },
    rename: async (id: string, name: string): Promise<void> => {
      this.#names.set(id, name);
    },
  };
}

@Injectable()
class Users {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Memoized({ updateAfter: '2m', expireAfter: '10m' })
  async find(id: string): Promise<User> {
    return await this.db.users.find(id);
  }

  async rename(id: string, name: string): Promise<void> {
    await this.db.users.rename(id, name);
    await handleOf(this, 'find').invalidate(id);
  }
}

@Module({
  imports: [MemoirModule.forRoot({ storage: new MemoryStorage({ maxBytes: '64M' }) })],
  providers: [Database, Users],
})
class AppModule {}

it('the module of the README remembers users, and forgets one that is renamed', async () => {
  const app = await Test.createTestingModule({ imports: [AppModule] }).compile();
  await app.init();
  const users = app.get(Users);

  await Promise.all([users.find('ada'), users.find('ada')]);
  await users.rename('ada', 'Ada King');

  expect(await users.find('ada')).toEqual({ name: 'Ada King' });
  expect(app.get(Database).asked).toBe(2);
  await app.close();
});
