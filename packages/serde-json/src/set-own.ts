/**
 * Puts an ordinary property onto an object that is being made from bytes. Assignment would call the setter behind
 * `__proto__`.
 */
export function setOwn(target: object, key: PropertyKey, value: unknown, enumerable = true): void {
  Object.defineProperty(target, key, { value, enumerable, writable: true, configurable: true });
}
