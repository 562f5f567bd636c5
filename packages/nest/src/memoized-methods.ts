import { ConfigurationError, type Memoized, type Memoizer, WeakList } from '@memoir/core';
import type { Mark } from './dispatcher.js';

type AnyMemoized = Memoized<(...args: any[]) => Promise<any>>;

/** The memoized methods of one application: for each class, or for each object, a function of its own. */
export class MemoizedMethods {
  readonly #byOwner = new WeakMap<object, Map<Mark, AnyMemoized>>();
  readonly #all = new WeakList<AnyMemoized>();
  #isClosed = false;

  constructor(
    private readonly memoizer: Memoizer,
    private readonly isShared: boolean,
  ) {}

  /** @throws {ConfigurationError} if the method's options cannot hold */
  functionFor(self: object, mark: Mark): AnyMemoized {
    const owner = mark.options.per === 'instance' ? self : self.constructor;
    let functions = this.#byOwner.get(owner);
    if (functions === undefined) {
      functions = new Map();
      this.#byOwner.set(owner, functions);
    }
    let memoized = functions.get(mark);
    if (memoized === undefined) {
      memoized = this.#memoize(self, mark);
      functions.set(mark, memoized);
      this.#all.add(memoized);
      if (this.#isClosed) void memoized.close();
    }
    return memoized;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const memoized of this.#all) await memoized.close();
  }

  #memoize(self: object, { name, method, options }: Mark): AnyMemoized {
    const { per = 'class', instanceKey, namespace, ...rest } = options;
    const ofClass = namespace ?? `${self.constructor.name}.${name}`;
    return this.memoizer.memoize(method, {
      ...rest,
      ...(per === 'class' ? { namespace: ofClass } : this.#namespaceOf(self, ofClass, instanceKey)),
    }) as unknown as AnyMemoized;
  }

  /** Where nobody else can name it, the results go when the object does. */
  #namespaceOf(self: object, ofClass: string, instanceKey: ((self: any) => string) | undefined): object {
    if (instanceKey !== undefined) return { namespace: `${ofClass}/${instanceKey(self)}`, sharedNamespace: true };
    if (!this.isShared) return {};
    throw new ConfigurationError(
      `@Memoized({ per: 'instance' }) on a storage that other processes share needs an instanceKey, so that they mean the same object`,
      ofClass,
    );
  }
}
