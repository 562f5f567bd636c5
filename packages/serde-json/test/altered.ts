import { Buffer } from 'node:buffer';

/** Every way to flip one bit, to cut the end off, and to put a byte behind or in front. */
export function* altered(bytes: Uint8Array): Generator<readonly [how: string, bytes: Uint8Array]> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] = copy[bit >> 3]! ^ (1 << (bit & 7));
    yield [`bit ${bit} flipped`, copy];
  }
  for (let length = 0; length < bytes.length; length++) yield [`cut to ${length}`, bytes.subarray(0, length)];
  yield ['longer', Buffer.concat([bytes, Buffer.of(0)])];
  yield ['shifted', Buffer.concat([Buffer.of(bytes[0]!), bytes])];
}
