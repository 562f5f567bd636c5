import { ConfigurationError } from '../errors.js';
import { WeakList } from '../weak-list.js';
import type { CacheConfiguration } from './cache-configuration.js';
import { checkPart, PART_NAMES } from './parts.js';

/** All parts of a configuration at one moment; never changed, only replaced. */
export interface Snapshot<Args extends readonly any[] = any, Value = any> extends CacheConfiguration<Args, Value> {
  /** What `setCapacity` or the option `capacity` asked of the strategy; it prevails over the strategy's own. */
  readonly capacity: number | undefined;
}

/** Where the current snapshot stands, so that a running function sees a change by comparing one reference. */
export class SnapshotCell {
  #snapshot: Snapshot;
  readonly #watchers = new WeakList<() => void>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  replace(parts: Partial<Snapshot>): void {
    this.#snapshot = Object.freeze({ ...this.#snapshot, ...parts });
    for (const changed of this.#watchers) changed();
  }

  /** How many functions this configuration serves that still exist. */
  get served(): number {
    return [...this.#watchers].length;
  }

  /** @param changed is held weakly: the configuration keeps no function alive */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }
}

const cells = new WeakMap<object, SnapshotCell>();

/** Makes `configuration` one whose changes are seen by the functions it serves. */
export function attachCell(configuration: object, cell: SnapshotCell): void {
  cells.set(configuration, cell);
}

export function cellOf(configuration: object): SnapshotCell | undefined {
  return cells.get(configuration);
}

/** Whether it is a whole configuration rather than a few options. */
export function isConfiguration(candidate: object): candidate is CacheConfiguration {
  return cells.has(candidate) || PART_NAMES.every((name) => name in candidate);
}

/**
 * Copies what a configuration says now.
 *
 * @throws {ConfigurationError} if a part is missing or wrong
 */
export function snapshotOf(configuration: CacheConfiguration): Snapshot {
  const cell = cells.get(configuration);
  if (cell) return cell.snapshot;
  if (typeof configuration !== 'object' || configuration === null) {
    throw new ConfigurationError('a CacheConfiguration is an object', configuration);
  }
  const parts: Record<string, unknown> = { capacity: undefined };
  for (const name of PART_NAMES) {
    if (!(name in configuration)) throw new ConfigurationError(`a CacheConfiguration needs ${name}`);
    checkPart(name, configuration[name]);
    parts[name] = configuration[name];
  }
  return Object.freeze(parts) as unknown as Snapshot;
}
