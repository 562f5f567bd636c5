/**
 * So many keys of one hash. Two characters at a time are mixed in: a change of the highest bit, which lies in every second
 * character, comes through the multiplication as it is and is turned into the fifth bit, where the next character undoes it.
 */
export function collidingKeys(count: number): string[] {
  const blocks = ['AAAA', `A${String.fromCharCode(0x41 ^ 0x8000, 0x41 ^ 0x10)}A`];
  const digits = Math.ceil(Math.log2(count));
  return Array.from({ length: count }, (_, n) =>
    Array.from({ length: digits }, (_, digit) => blocks[(n >> digit) & 1]).join(''),
  );
}
