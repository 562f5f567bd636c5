// The snippet of packages/serde-json/README.md.
import { randomBytes } from 'node:crypto';
import { CompressingSerde, EncryptingSerde, JsonSerde } from '@memoir/serde-json';

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];

class Money {
  constructor(
    readonly cents: bigint,
    readonly currency: string,
  ) {}
}

const json = new JsonSerde({
  types: [
    {
      name: 'money', // written into the bytes; another form is another name, such as money/2
      is: (value): value is Money => value instanceof Money,
      toJSON: ({ cents, currency }: Money) => ({ cents, currency }),
      fromJSON: ({ cents, currency }) => new Money(cents, currency),
    },
  ],
});

const serde = new EncryptingSerde(new CompressingSerde(json, { algorithm: 'brotli', from: '2K' }), {
  keys: { '2025': oldKey, '2026': newKey }, // 32 bytes each; both read
  current: '2026', // this one writes
});

const bytes = serde.serialize({ price: new Money(995n, 'EUR'), seen: new Date(0) });
console.log(serde.deserialize(bytes)); // the same again
