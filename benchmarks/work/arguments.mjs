/** The key that a user of a cache without one of its own would make. */
export const keyOf = (args) => JSON.stringify(args);
export const argumentsOf = (key) => JSON.parse(key);

/** The arguments of one call by its number; the object is fresh at each call, as it is in a program. */
export const freshArguments = (name, number) => [name, number, { page: number }];

/** Texts as requests bring them: flat, in one byte per character. (A text that was put together is a tree at first.) */
export function flatTexts(count, prefix = 'user-') {
  return Array.from({ length: count }, (_, i) => Buffer.from(`${prefix}${i.toString(36)}`).toString('latin1'));
}

/** The same texts in random order, the same at every run. */
export function shuffled(texts) {
  const order = [...texts];
  let seed = 1;
  for (let i = order.length - 1; i > 0; i--) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const j = seed % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
