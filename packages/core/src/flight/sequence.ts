let last = 0;

/** The next number of the one order in which flights start and fences fall in this process; it never depends on a clock. */
export function nextSequence(): number {
  return ++last;
}
