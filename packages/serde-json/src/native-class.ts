import { Buffer } from 'node:buffer';
import { URL, URLSearchParams } from 'node:url';
import { types } from 'node:util';

const NATIVE = /^function (\w+)\(\) \{ \[native code\] \}$/;

/** By prototype. Classes of Node are not native code, but there is one of each in a process. */
const names = new WeakMap<object, string>([
  [Buffer.prototype, 'Buffer'],
  [URL.prototype, 'URL'],
  [URLSearchParams.prototype, 'URLSearchParams'],
]);

/**
 * The name of the class that made an object, if that is a class of the language or one of `Buffer`, `URL` and
 * `URLSearchParams`; `''` if it is anybody else's, and `'null'` if the object has no prototype. Each realm has a `Date`
 * of its own, so classes are known by their text instead of their identity. The prototype alone proves nothing about
 * the insides: whoever reads those asks for them first.
 */
export function nativeClassOf(value: object): string {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null) return 'null';
  // The dates that fake timers make are of a class of theirs and say on themselves which one they stand for.
  if (types.isDate(value) && Object.hasOwn(value, 'constructor')) return nameOf(value.constructor);
  let name = names.get(prototype);
  if (name === undefined) {
    name = nameOfPrototype(prototype);
    names.set(prototype, name);
  }
  return name;
}

function nameOfPrototype(prototype: object): string {
  const maker = Object.hasOwn(prototype, 'constructor') ? prototype.constructor : undefined;
  const name = nameOf(maker);
  // Errors that Node throws have a prototype in between that names the native class as its constructor.
  return name.endsWith('Error') || maker?.prototype === prototype ? name : '';
}

function nameOf(maker: unknown): string {
  if (typeof maker !== 'function') return '';
  return NATIVE.exec(Function.prototype.toString.call(maker))?.[1] ?? '';
}
