import { type CacheOptions, TieredStorage, type TieredStorageOptions } from '../../../src/index.js';
import { HeldLog } from '../../../src/testing/held-log.js';
import { ManualClock, settle } from '../../../src/testing/manual-clock.js';
import { heldLoads } from '../../support/held-loads.js';
import { MapStorage } from '../../support/map-storage.js';
import { closeAfterwards, watch } from '../../support/set-up.js';
import { FarServer } from './far-server.js';
import { FarStorage, type Travel } from './far-storage.js';

/** Commands travel at once until a test holds them, and then one by one. */
export class Road {
  readonly #held: { readonly step: string; readonly go: () => void }[] = [];
  isHolding = false;
  #stepsLeft = Number.POSITIVE_INFINITY;

  readonly travel: Travel = (step) => {
    if (this.#stepsLeft-- <= 0) return new Promise(() => {});
    return this.isHolding ? new Promise((resolve) => this.#held.push({ step, go: resolve })) : Promise.resolve();
  };

  /** After so many steps the process is heard of no more. */
  dieAfter(steps: number): void {
    this.#stepsLeft = steps;
  }

  get waiting(): readonly string[] {
    return this.#held.map(({ step }) => step);
  }

  /** Lets the oldest step of that name happen. */
  go(step: string): void {
    const index = this.#held.findIndex((held) => held.step === step);
    if (index < 0) throw new Error(`${step} does not wait, but ${this.waiting.join(', ') || 'nothing'}`);
    this.#held.splice(index, 1)[0]!.go();
  }

  open(): void {
    this.isHolding = false;
    for (const { go } of this.#held.splice(0)) go();
  }
}

export interface ProcessOptions extends CacheOptions {
  readonly tiers?: TieredStorageOptions | undefined;
}

/** Several processes, each with a near tier and a wall clock of its own, over one far storage and one log. */
export function setUpProcesses(count: number, { tiers, ...options }: ProcessOptions = {}) {
  const log = new HeldLog();
  const server = new FarServer(log);
  const processes = Array.from({ length: count }, (_, index) => {
    const clock = new ManualClock(index * 3_600_000);
    const road = new Road();
    const near = new MapStorage();
    const far = new FarStorage(server, road.travel);
    const storage = new TieredStorage(near, far, tiers);
    const { load, loads } = heldLoads();
    const cached = watch(load, { namespace: 'users', storage, clock, ...options }, clock);
    closeAfterwards(storage);
    return { clock, road, near, far, storage, loads, cached, line: log.lines[index]! };
  });
  server.time = () => processes[0]!.clock.monotonic();
  const advance = async (by: number) => {
    for (const { clock } of processes) await clock.advance(by);
  };
  return { log, server, processes, advance };
}

export type Process = ReturnType<typeof setUpProcesses>['processes'][number];

/** Loads through one process and ends the load with a value. */
export async function loaded({ cached, loads }: Process, id: string, value: unknown): Promise<void> {
  const before = loads.length;
  const call = cached(id);
  await settle();
  if (loads.length === before) throw new Error(`the call for ${id} did not load`);
  loads.at(-1)!.resolve(value);
  await call;
}
