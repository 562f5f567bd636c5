/** The same numbers each time (a linear congruential generator), so that a failure can be repeated. */
export function randomNumbers(count: number): number[] {
  let state = 42;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  });
}
