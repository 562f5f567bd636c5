import { inspect } from 'node:util';
import { describeParts } from './configuration/description.js';
import { explain } from './explain/explain.js';
import type { CallOptions } from './flight/call-options.js';
import { isOwnKey } from './key/own-key.js';
import type { Line } from './memoize.js';
import type { AnyFunction, InFlight, Memoized, MemoizedHandle } from './memoized.js';
import { peek } from './peek.js';
import { prime } from './prime.js';
import { recall } from './recall.js';
import { requestOf } from './request-of.js';
import { asTarget, KeyTarget } from './write/write-target.js';

const lines = new WeakMap<object, Line>();

/** The line behind a memoized function. */
export function lineOf(memoized: object): Line | undefined {
  return lines.get(memoized);
}

/** Makes the function that users call: the line behind it, the face of the function it stands for. */
export function memoizedFunction<F extends AnyFunction>(
  line: Line,
  face: { name: string; length: number },
): Memoized<F> {
  function memoized(this: unknown, first: unknown): Promise<unknown> {
    // `=== true`, since a compiler that knows no more than that it is a field tries all that may be false.
    // biome-ignore lint/complexity/noArguments: a rest parameter would allocate an array on every hit
    if (arguments.length === 1 && typeof first === 'string' && line.takesText === true && isOwnKey(first)) {
      return line.answer(first, this, undefined);
    }
    // biome-ignore lint/complexity/noArguments: as above
    return line.call(this, Array.prototype.slice.call(arguments));
  }
  const withOptions = (options: CallOptions) => {
    const request = requestOf(options);
    return function memoizedForOneRequest(this: unknown, ...args: unknown[]) {
      return line.call(this, args, request);
    };
  };
  const own = { ...handleOn(line, memoized), with: withOptions, toJSON: () => describe(line, face.name) };
  for (const [name, value] of Object.entries(own)) define(memoized, name, value);
  define(memoized, Symbol.asyncDispose, own.close);
  define(memoized, inspect.custom, (_depth: number, options: object) => `[Memoized ${inspect(own.toJSON(), options)}]`);
  define(memoized, 'name', face.name);
  define(memoized, 'length', face.length);
  lines.set(memoized, line);
  return memoized as unknown as Memoized<F>;
}

/**
 * @param itself the memoized function, which is nobody's `this` when `itself.invalidate(...)` is called
 * @param owner the object whose method it is, if it is one's
 */
export function handleOn(line: Line, itself?: unknown, owner?: object): MemoizedHandle<any[], any> {
  const selfOf = (self: unknown) => owner ?? (self === itself || self === handle ? undefined : self);
  const handle: MemoizedHandle<any[], any> = {
    async invalidate(this: unknown, ...args) {
      await line.removals.invalidate(line.keyOf(args, selfOf(this)));
    },
    async invalidateAll() {
      await line.removals.invalidateAll();
    },
    async invalidateKey(key) {
      await line.removals.invalidate(key);
    },
    async invalidateTags(tags) {
      await line.removals.invalidateTags(tags);
    },
    async expire(this: unknown, ...args) {
      await line.removals.expire(line.keyOf(args, selfOf(this)));
    },
    async expireTags(tags) {
      await line.removals.expireTags(tags);
    },
    refresh(this: unknown, ...args) {
      return line.refresh(args, selfOf(this));
    },
    async prime(args, value, options) {
      line.checkUsable();
      return await prime(line, line.keyOf(args, owner), { self: owner, args }, value, options);
    },
    async peek(this: unknown, ...args) {
      line.checkUsable();
      return await peek(line, line.keyOf(args, selfOf(this)));
    },
    recall(this: unknown, ...args) {
      return recall(line, { self: selfOf(this), args });
    },
    async explain(this: unknown, ...args) {
      return await explain(line, args, selfOf(this));
    },
    keyOf(this: unknown, ...args) {
      return line.keyOf(args, selfOf(this));
    },
    target(this: unknown, ...args) {
      return asTarget(new KeyTarget(line, line.keyOf(args, selfOf(this))));
    },
    inFlight: () => [...line.flights.running()].map(describeFlight),
    statistics: () => line.statistics(),
    async close() {
      line.close();
    },
    async [Symbol.asyncDispose]() {
      line.close();
    },
  };
  return handle;
}

function describeFlight(flight: {
  key: string;
  since: number;
  calls: number;
  background: boolean;
  forced: boolean;
  stage: string;
}): InFlight {
  const { key, since, calls, background, forced, stage } = flight;
  const joined = background || forced ? calls : Math.max(0, calls - 1);
  return { key, since, joined, background, queued: stage === 'queued' };
}

function describe(line: Line, name: string): object {
  const { entries, hitRatio } = line.statistics();
  const { namespace } = line.settings.method;
  return { name, ...describeParts(line.settings.snapshot), namespace, entries, hitRatio };
}

function define(target: object, name: string | symbol, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    configurable: true,
    writable: typeof value === 'function',
    enumerable: false,
  });
}
