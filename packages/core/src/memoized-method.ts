import { ConfigurationError } from './errors.js';
import { applied } from './flight/passengers.js';
import { Line } from './memoize.js';
import type { AnyFunction, MemoizedHandle } from './memoized.js';
import { handleOn } from './memoized-function.js';
import { checkFunction, type Foundation } from './memoizer.js';

/** One decorated method, or getter: for each object a line of its own, which lives as long as the object. */
export class MemoizedMethod {
  readonly #lines = new WeakMap<object, Line>();
  readonly #handles = new WeakMap<object, MemoizedHandle<any[], any>>();
  #instances = 0;

  /** @throws {ConfigurationError} for a generator, and without an `instanceKey` on a shared storage */
  constructor(
    private readonly method: AnyFunction,
    private readonly name: string,
    private readonly foundation: Foundation,
    private readonly instanceKey: ((self: any) => string) | undefined,
  ) {
    checkFunction(method);
    const { snapshot, overlay } = foundation;
    const { storage } = overlay ? overlay(snapshot) : snapshot;
    if (storage.shared && instanceKey === undefined) {
      throw new ConfigurationError(
        `@memoized ${name} on a storage that other processes share needs an instanceKey, so that they mean the same object`,
      );
    }
  }

  /** The method as it stands in the class: the same name and length, and a line for whatever object it is called on. */
  get wrapped(): AnyFunction {
    const method = this;
    const { name, length } = this.method;
    async function memoizedMethod(this: unknown, ...args: unknown[]): Promise<unknown> {
      if ((typeof this !== 'object' && typeof this !== 'function') || this === null) {
        throw new TypeError(`the memoized method ${name} was called without its object`);
      }
      return await method.#lineOf(this).call(this, args);
    }
    Object.defineProperty(memoizedMethod, 'name', { value: name, configurable: true });
    Object.defineProperty(memoizedMethod, 'length', { value: length, configurable: true });
    methods.set(memoizedMethod, this);
    return memoizedMethod;
  }

  handleOf(self: object): MemoizedHandle<any[], any> {
    let handle = this.#handles.get(self);
    if (handle === undefined) {
      handle = handleOn(this.#lineOf(self), undefined, self);
      this.#handles.set(self, handle);
    }
    return handle;
  }

  #lineOf(self: object): Line {
    let line = this.#lines.get(self);
    if (line === undefined) {
      line = this.#lineFor(self);
      this.#lines.set(self, line);
      linesOf(self).push(line);
      if (closedObjects.has(self)) line.close();
    }
    return line;
  }

  #lineFor(self: object): Line {
    const { method, foundation, instanceKey } = this;
    const owner = typeof self === 'function' ? self.name : self.constructor?.name;
    return new Line({
      ...foundation,
      identity: {
        name: owner ? `${owner}.${this.name}` : this.name,
        instance: {
          key: instanceKey ? instanceKey(self) : String(++this.#instances),
          method: this,
          owner: new WeakRef(self),
          isPrivate: instanceKey === undefined,
        },
      },
      // The object is the one of the call, not one that the line remembers: it must not be what keeps it alive.
      invoke: (origin) => applied(method, origin),
      wantsNotes: false,
    });
  }
}

const methods = new WeakMap<object, MemoizedMethod>();
const linesOfObjects = new WeakMap<object, Line[]>();
const closedObjects = new WeakSet<object>();

/**
 * The handle of a decorated method or getter: a decorator cannot add it to the method's type.
 *
 * @throws {ConfigurationError} if it is not decorated
 */
export function handleOf<T extends object, K extends keyof T>(
  self: T,
  name: K,
): T[K] extends (...args: infer A extends any[]) => Promise<infer V>
  ? MemoizedHandle<A, V>
  : T[K] extends Promise<infer V>
    ? MemoizedHandle<[], V>
    : never {
  const behind = functionBehind(self, name);
  const decorated = behind && methods.get(behind);
  if (decorated === undefined) {
    throw new ConfigurationError('handleOf takes a method or a getter that is @memoized', String(name));
  }
  return decorated.handleOf(self) as any;
}

/**
 * Ends what the decorated methods of an object own, as `close()` on each of their handles; calls are refused from then
 * on. For the object's `Symbol.dispose`; without it, everything goes with the object when nobody holds it any more.
 */
export function closeMethodsOf(self: object): void {
  closedObjects.add(self);
  for (const line of linesOf(self)) line.close();
}

function linesOf(self: object): Line[] {
  let lines = linesOfObjects.get(self);
  if (lines === undefined) {
    lines = [];
    linesOfObjects.set(self, lines);
  }
  return lines;
}

/** Found without running a getter. */
function functionBehind(self: object, name: PropertyKey): Function | undefined {
  for (let holder: object | null = self; holder !== null; holder = Object.getPrototypeOf(holder)) {
    const { get, value } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
    if (get) return get;
    if (value !== undefined) return typeof value === 'function' ? value : undefined;
  }
  return undefined;
}
