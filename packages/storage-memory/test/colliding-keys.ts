/** As in key-hash.ts of core, whose hash is the length of the key, into which one character after another is mixed. */
const SPREAD = 0x9e3779b1;
const turned = (hash: number) => (hash << 5) | (hash >>> 27);

/**
 * So many keys of one hash. Where the upper half of what a first character leaves is the same for two of them, a second one
 * each takes away what the lower halves differ in.
 */
export function collidingKeys(count: number): string[] {
  const digits = Math.max(1, Math.ceil(Math.log2(count)));
  const pairs: string[][] = [];
  let hash = digits * 2;
  for (let digit = 0; digit < digits; digit++) {
    const [pair, next] = pairAfter(hash);
    pairs.push(pair);
    hash = next;
  }
  return Array.from({ length: count }, (_, n) => pairs.map((pair, digit) => pair[(n >> digit) & 1]).join(''));
}

function pairAfter(hash: number): [pair: string[], next: number] {
  const seen = new Map<number, string>();
  for (let first = 0; first < 0x8000; first++) {
    const mixed = turned(Math.imul(turned(hash) ^ first, SPREAD));
    const block = String.fromCharCode(first, mixed & 0xffff);
    const upper = mixed & ~0xffff;
    const other = seen.get(upper);
    if (other !== undefined) return [[other, block], Math.imul(upper, SPREAD)];
    seen.set(upper, block);
  }
  throw new Error('no two characters collide');
}
