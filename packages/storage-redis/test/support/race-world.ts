import { expect } from '@jest/globals';
import type { Permit } from '@memoir/core';
import { entryOf, type Process } from './processes.js';

export const TAG = 'team:red';

/** What changes in the source, and how the cache is told. */
export type Removal = 'invalidate' | 'expire' | 'clear' | 'invalidateTags' | 'expireTags';
export const REMOVALS: readonly Removal[] = ['invalidate', 'expire', 'clear', 'invalidateTags', 'expireTags'];

/** A source with a version counter, two processes that load from it, one that changes it, and a mishap. */
export class World {
  version = 1;
  /** What a read may answer at least. */
  confirmed = 1;
  readonly #loads = new Map<Process<number>, { permit: Permit; version: number }>();

  constructor(
    readonly prefix: string,
    readonly one: Process<number>,
    readonly other: Process<number>,
    readonly writer: Process<number>,
    readonly thief: Process<number>,
  ) {}

  get name(): string {
    return `${this.prefix}:users:{ada}`;
  }

  control(rest: string): string {
    return `${this.prefix}::{${this.prefix}}:${rest}`;
  }

  /** As the line does it: read, ask for the right to load, and only then look at the source. */
  async begin(process: Process<number>): Promise<void> {
    const standing = await process.keyspace.get('ada');
    const outcome = await process.keyspace.acquire('ada', { standing, tags: [TAG] });
    if (outcome.kind === 'acquired') this.#loads.set(process, { permit: outcome.permit, version: this.version });
  }

  async end(process: Process<number>): Promise<void> {
    const load = this.#loads.get(process);
    if (load === undefined) return;
    const outcome = await process.keyspace.offer('ada', entryOf(load.version, { tags: [TAG] }), load.permit);
    if (outcome === 'stored') expect(load.version).toBeGreaterThanOrEqual(this.confirmed);
  }

  async remove(how: Removal): Promise<void> {
    const { keyspace, storage } = this.writer;
    if (how === 'clear') await keyspace.clear();
    else if (how === 'invalidateTags' || how === 'expireTags') await storage[how]([TAG]);
    else await keyspace[how]('ada');
    this.confirmed = this.version;
  }

  async check(): Promise<void> {
    for (const process of [this.one, this.writer]) {
      const entry = await process.keyspace.get('ada');
      if (entry !== undefined && entry.expiresAt > Date.now()) {
        expect(entry.value).toBeGreaterThanOrEqual(this.confirmed);
      }
    }
  }
}

/** All orders of these threads' steps. */
export function interleavings<T>(threads: readonly (readonly T[])[]): T[][] {
  const left = threads.filter((thread) => thread.length > 0);
  if (left.length === 0) return [[]];
  return left.flatMap((thread) => {
    const rest = left.map((other) => (other === thread ? thread.slice(1) : other));
    return interleavings(rest).map((order) => [thread[0]!, ...order]);
  });
}
