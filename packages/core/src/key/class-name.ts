/**
 * The name of the class whose instance a value is, by its prototype: an own property called `constructor` is data.
 * Empty for an anonymous class and for what has none.
 */
export function classNameOf(value: object): string {
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' ? name : '';
}
