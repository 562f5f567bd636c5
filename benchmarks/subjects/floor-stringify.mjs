/** `JSON.stringify(args)`, alone. */
export function create() {
  return (...args) => JSON.stringify(args);
}
