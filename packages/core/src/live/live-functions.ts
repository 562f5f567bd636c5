import { describeParts } from '../configuration/description.js';
import type { Line } from '../memoize.js';
import type { MemoizedHandle } from '../memoized.js';
import { handleOn, lineOf } from '../memoized-function.js';
import type { CacheListener } from '../observe/cache-listener.js';
import type { TakenHit } from '../observe/taken-hit.js';
import { storageFacts } from '../storage/storage-facts.js';
import type { LiveFunction, LiveHoldings, LiveLoad, LiveStorage } from './live-function.js';
import { liveLines } from './live-lines.js';

const shown = new WeakMap<object, LineView>();
let numbers = 0;

/**
 * Every memoized function of this process that is in use: for tools that show, measure or switch what an application has
 * memoized, without being told of each function. Closed ones are left out; of a decorated method there is one for each
 * object that it was called on. The same function is the same object each time. Being listed keeps nothing alive: ask
 * again rather than hold on to what was answered.
 *
 * It knows the functions of this copy of the package.
 */
export function liveFunctions(): readonly LiveFunction[] {
  const functions: LiveFunction[] = [];
  for (const line of liveLines) if (!line.isClosed && line.hasOwner) functions.push(viewOf(line as Line));
  return functions;
}

/** The one behind a memoized function, or that one itself; `undefined` for anything else. */
export function liveFunctionOf(memoized: object): LiveFunction | undefined {
  if (memoized instanceof LineView) return memoized;
  const line = lineOf(memoized);
  return line && viewOf(line);
}

function viewOf(line: Line): LineView {
  let view = shown.get(line);
  if (view === undefined) {
    view = new LineView(line);
    shown.set(line, view);
  }
  return view;
}

class LineView implements LiveFunction {
  readonly id = ++numbers;
  #handle: MemoizedHandle<any[], any> | undefined = undefined;

  readonly #line: Line;

  constructor(line: Line) {
    this.#line = line;
  }

  get name(): string {
    return this.#line.identity.name;
  }

  get namespace(): string {
    return this.#line.settings.method.namespace;
  }

  get label(): string {
    return this.#line.recorder.label;
  }

  get isMethod(): boolean {
    return this.#line.identity.instance !== undefined;
  }

  get isClosed(): boolean {
    return this.#line.isClosed;
  }

  get handle(): MemoizedHandle<any[], any> | undefined {
    const line = this.#line;
    if (!this.isMethod) this.#handle ??= handleOn(line);
    if (this.#handle) return this.#handle;
    const owner = line.identity.instance?.owner.deref();
    return owner && handleOn(line, undefined, owner);
  }

  settings(): Readonly<Record<string, unknown>> {
    return describeParts(this.#line.settings.snapshot);
  }

  loads(): readonly LiveLoad[] {
    const now = this.#line.settings.clock.now();
    return Array.from(this.#line.flights.running(), (flight) => {
      const { key, since, stage, calls, background, forced, timedOut } = flight;
      return { key, age: Math.max(0, now - since), stage, calls, background, forced, void: flight.void, timedOut };
    });
  }

  holdings(): LiveHoldings {
    const { keyspace, desk } = this.#line.settings;
    const { capacity, weight } = desk.strategy as { readonly capacity?: unknown; readonly weight?: unknown };
    return {
      entries: keyspace.size,
      weight: typeof weight === 'number' ? weight : undefined,
      capacity: typeof capacity === 'number' ? capacity : undefined,
      strategy: desk.strategy.constructor.name,
    };
  }

  storage(): LiveStorage {
    const { storage, budgetTerms, clock } = this.#line.settings;
    return {
      ...storageFacts(storage),
      shared: storage.shared,
      breaker: budgetTerms.breaker.stateAt(clock),
      unconfirmed: this.#line.removals.distrust.size,
    };
  }

  addListener(listener: CacheListener): () => void {
    return this.#line.recorder.addListener(listener);
  }

  takeNextHit(take: (hit: TakenHit) => void): () => void {
    return this.#line.recorder.takeNextHit(take);
  }

  loadAside(self: unknown, args: readonly unknown[]): Promise<unknown> {
    return this.#line.straightThrough(self, args);
  }
}
