import type { Awaitable } from '../awaitable.js';
import type { CacheStorage } from '../storage/cache-storage.js';

export interface TracedWork {
  readonly namespace: string;
  /** What the function's figures go by, see `LiveFunction.label`. */
  readonly label: string;
}

/** One run of a loader. */
export interface TracedLoad extends TracedWork {
  /** No call waits for it. */
  readonly background: boolean;
}

export type StorageCommand =
  | 'get'
  | 'getMany'
  | 'acquire'
  | 'offer'
  | 'invalidate'
  | 'expire'
  | 'clear'
  | 'invalidateTags'
  | 'expireTags';

/** One command that an asynchronous storage is sent. It may be several of its backend's, or a part of one. */
export interface TracedCommand extends TracedWork {
  readonly command: StorageCommand;
  readonly storage: CacheStorage;
}

/**
 * Surrounds loads and storage commands, so that what they start belongs to a span. Each method runs what it is given,
 * once and at once; what that answers goes to memoir whatever the method does. A method that throws is no tracer, but
 * harms nothing.
 */
export interface Tracer {
  /** @param run answers what the loader does, and throws what it throws */
  load?(load: TracedLoad, run: () => unknown): void;
  /** @param run answers what the storage does, and throws what it throws */
  command?(command: TracedCommand, run: () => Awaitable<unknown>): void;
}

/** Empty as long as nobody traces, which is all that work without a tracer looks at. */
let tracers: readonly Tracer[] = [];

/** Has all loads and storage commands of this process surrounded from now on. @returns ends it */
export function traceWith(tracer: Tracer): () => void {
  const added = { load: tracer.load?.bind(tracer), command: tracer.command?.bind(tracer) } as Tracer;
  tracers = [...tracers, added];
  return () => {
    tracers = tracers.filter((each) => each !== added);
  };
}

export function isTraced(): boolean {
  return tracers.length > 0;
}

export function traceLoad<T>(load: TracedLoad, run: () => T): T {
  return surrounded((tracer, inner) => (tracer.load ? tracer.load(load, inner) : inner()), run);
}

export function traceCommand<T>(command: TracedCommand, run: () => T): T {
  return surrounded((tracer, inner) => (tracer.command ? tracer.command(command, inner) : inner()), run);
}

function surrounded<T>(by: (tracer: Tracer, inner: () => unknown) => unknown, run: () => T): T {
  return tracers.reduceRight<() => T>((inner, tracer) => () => observed((once) => by(tracer, once), inner), run)();
}

/** Runs something inside of what only watches it. */
function observed<T>(watch: (run: () => T) => unknown, run: () => T): T {
  let outcome: (() => T) | undefined;
  const once = () => {
    outcome ??= outcomeOf(run);
    return outcome();
  };
  try {
    watch(once);
  } catch {
    // What the work itself has thrown, which is thrown below, or a fault of the tracer's.
  }
  return once();
}

function outcomeOf<T>(run: () => T): () => T {
  try {
    const value = run();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
