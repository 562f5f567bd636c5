import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, SerdeError } from '@memoir/core';
import { JsonSerde, type TypeHook } from '@memoir/serde-json';

class Money {
  constructor(
    readonly cents: bigint,
    readonly since: Date,
  ) {}
}
class NotFound extends Error {
  constructor(readonly id: string) {
    super(`no ${id}`);
  }
}
class Tree {
  constructor(readonly children: readonly Tree[]) {}
}
const unset = Symbol('unset');

const money: TypeHook<Money> = {
  name: 'money',
  is: (value) => value instanceof Money,
  toJSON: ({ cents, since }) => ({ cents, since }),
  fromJSON: ({ cents, since }) => new Money(cents, since),
};
const notFound: TypeHook<NotFound> = {
  name: 'not-found',
  is: (value) => value instanceof NotFound,
  toJSON: ({ id }) => id,
  fromJSON: (id) => new NotFound(id),
};
const tree: TypeHook<Tree> = {
  name: 'tree',
  is: (value) => value instanceof Tree,
  toJSON: ({ children }) => children,
  fromJSON: (children) => new Tree(children),
};
const symbol: TypeHook<symbol> = {
  name: 'unset',
  is: (value) => value === unset,
  toJSON: () => null,
  fromJSON: () => unset,
};

const throughIts = (serde: JsonSerde, value: unknown): unknown => serde.deserialize(serde.serialize(value));

describe('a type hook', () => {
  it('brings an instance back as one, with insides of any type', () => {
    const price = new Money(5n, new Date(0));
    const hit = throughIts(new JsonSerde({ types: [money] }), { prices: [price] }) as { prices: Money[] };

    expect(hit.prices[0]).toBeInstanceOf(Money);
    expect(hit).toEqual({ prices: [price] });
  });

  it('is written by its name', () => {
    const bytes = new JsonSerde({ types: [money] }).serialize(new Money(5n, new Date(0)));

    expect(Buffer.from(bytes).toString()).toBe(
      '{"$memoir":1,"value":{"$type":"money","value":{"cents":{"$bigint":"5"},"since":{"$Date":"1970-01-01T00:00:00.000Z"}}}}',
    );
  });

  it('comes before the types that are built in', () => {
    const hit = throughIts(new JsonSerde({ types: [notFound] }), new Set([new NotFound('ada')])) as Set<NotFound>;

    expect([...hit][0]).toBeInstanceOf(NotFound);
    expect([...hit][0]!.id).toBe('ada');
  });

  it('may hold its own kind and others', () => {
    const serde = new JsonSerde({ types: [money, tree] });
    const hit = throughIts(serde, new Tree([new Tree([]), new Tree([new Tree([])])]));

    expect(hit).toEqual(new Tree([new Tree([]), new Tree([new Tree([])])]));
    expect((hit as Tree).children[1]!.children[0]).toBeInstanceOf(Tree);
  });

  it('may carry a symbol', () => {
    expect(throughIts(new JsonSerde({ types: [symbol] }), [unset])).toEqual([unset]);
  });

  it('yields to one that stands before it', () => {
    const first = { ...money, name: 'first' };

    expect(
      Buffer.from(new JsonSerde({ types: [first, money] }).serialize(new Money(1n, new Date()))).toString(),
    ).toContain('"$type":"first"');
  });

  it('is never asked about plain data', () => {
    const asked: unknown[] = [];
    const curious = { ...symbol, is: (value: unknown): value is symbol => asked.push(value) < 0 };

    throughIts(new JsonSerde({ types: [curious] }), { a: [1, 'b', null, undefined, 1n, { c: new Date(0) }] });

    expect(asked).toEqual([new Date(0)]);
  });

  it('leaves the identifier alone, so that what needs no hook stays readable', () => {
    const bytes = new JsonSerde({ types: [money] }).serialize({ at: new Date(0) });

    expect(new JsonSerde({ types: [money] }).id).toBe(new JsonSerde().id);
    expect(new JsonSerde().deserialize(bytes)).toEqual({ at: new Date(0) });
  });

  it('that a reader lacks makes the bytes a miss', () => {
    const bytes = new JsonSerde({ types: [money] }).serialize({ prices: [new Money(1n, new Date(0))] });

    expect(() => new JsonSerde({ types: [notFound] }).deserialize(bytes)).toThrow(
      expect.objectContaining({ name: 'SerdeError', path: '$.prices[0]', message: expect.stringContaining('"money"') }),
    );
  });

  it('that fails is a SerdeError with the path and the cause', () => {
    const cause = new Error('odd');
    const fail = (): never => {
      throw cause;
    };
    const value = { prices: [new Money(1n, new Date(0))] };
    const good = new JsonSerde({ types: [money] });

    for (const broken of [{ is: fail }, { toJSON: fail }]) {
      const serde = new JsonSerde({ types: [{ ...money, ...broken } as TypeHook<Money>] });
      expect(() => serde.serialize(value)).toThrow(expect.objectContaining({ path: '$.prices[0]', cause }));
    }
    const serde = new JsonSerde({ types: [{ ...money, fromJSON: fail }] });
    expect(() => serde.deserialize(good.serialize(value))).toThrow(
      expect.objectContaining({ name: 'SerdeError', path: '$.prices[0]', cause }),
    );
  });

  it('that gives what cannot be carried is refused at the place inside', () => {
    const leaky = { ...money, toJSON: () => ({ rates: [() => 1] }) };
    const itself = { ...money, toJSON: (value: Money) => value };

    expect(() => new JsonSerde({ types: [leaky] }).serialize([new Money(1n, new Date())])).toThrow(
      expect.objectContaining({ path: '$[0].rates[0]' }),
    );
    expect(() => new JsonSerde({ types: [itself] }).serialize([new Money(1n, new Date())])).toThrow(/circular/);
    expect(() => new JsonSerde({ types: [symbol, { ...symbol, name: 'x' }] }).serialize([Symbol('other')])).toThrow(
      SerdeError,
    );
  });

  it.each<[what: string, types: unknown, message: RegExp]>([
    ['two of one name', [money, { ...tree, name: 'money' }], /two type hooks have the name 'money'/],
    ['one without a name', [{ ...money, name: '' }], /has a name/],
    ['one without a method', [{ ...money, is: undefined }], /'money' has a method is/],
    ['what is no hook', [null], /has a name/],
    ['what is no list', money, /types is a list/],
  ])('is a ConfigurationError for %s', (_what, types, message) => {
    expect(() => new JsonSerde({ types: types as never })).toThrow(ConfigurationError);
    expect(() => new JsonSerde({ types: types as never })).toThrow(message);
  });

  it('is the only option there is', () => {
    expect(() => new JsonSerde({ type: [money] } as never)).toThrow(/no option 'type'/);
    expect(() => new JsonSerde(null as never)).toThrow(ConfigurationError);
  });
});
