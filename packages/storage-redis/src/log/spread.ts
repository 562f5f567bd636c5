import { setTimeout } from 'node:timers';
import type { FollowOptions, Milliseconds } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import { spreadScript } from '../scripts/log-scripts.js';
import { listedFor } from './listing.js';
import { compareIds } from './stream-entries.js';

const FIRST_PAUSE: Milliseconds = 1;
const LONGEST_PAUSE: Milliseconds = 50;

interface Waiter {
  /** What everybody has to have applied, once they were asked. */
  place: string | undefined;
  end(): void;
}

/**
 * Waits until all who read one stream have applied what stands there. Who comes while others are asked is served by the next
 * question, so many removals at a time cost little more than one.
 */
export class Spread {
  readonly #waiters = new Set<Waiter>();
  #longest: Milliseconds = 0;
  #isRunning = false;
  #isClosed = false;
  #wake: (() => void) | undefined;

  constructor(
    private readonly client: RedisCommands,
    private readonly stream: string,
    private readonly list: string,
  ) {}

  /** However little can be learnt, it ends when nobody can rely any more on what was proven before this call. */
  wait({ clock, reliesFor = 0 }: FollowOptions): Promise<void> {
    this.#longest = Math.max(this.#longest, listedFor(reliesFor));
    return new Promise((resolve) => {
      const begun = clock.monotonic();
      const arm = () =>
        clock.schedule(Math.max(0, begun + this.#longest - clock.monotonic()), () => {
          // Meanwhile somebody may have become known who relies on proofs for longer.
          if (clock.monotonic() < begun + this.#longest) timer = arm();
          else waiter.end();
        });
      let timer = arm();
      const waiter: Waiter = {
        place: undefined,
        end: () => {
          timer.cancel();
          this.#waiters.delete(waiter);
          resolve();
        },
      };
      this.#waiters.add(waiter);
      this.#wake?.();
      if (!this.#isRunning && !this.#isClosed) void this.#run();
    });
  }

  /** Asks nobody any more: who waits goes by the time alone, which keeps no process alive. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    let pause = FIRST_PAUSE;
    await Promise.resolve(); // whoever comes in this turn
    while (this.#waiters.size > 0 && !this.#isClosed) {
      const unasked = Array.from(this.#waiters).filter(({ place }) => place === undefined);
      try {
        await this.#ask(unasked);
        if (unasked.length > 0) pause = FIRST_PAUSE;
      } catch {
        pause = LONGEST_PAUSE; // each has its own patience
      }
      if (this.#waiters.size > 0 && !this.#isClosed) await this.#rest(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
    this.#isRunning = false;
  }

  async #ask(unasked: readonly Waiter[]): Promise<void> {
    const args = [unasked.length > 0 ? 1 : 0, this.#longest];
    const reply = (await spreadScript.run(this.client, [this.stream, this.list], args)) as unknown[];
    const [asked, applied, mayMiss, longest] = reply.map(String);
    this.#longest = Math.max(this.#longest, Number(longest));
    for (const waiter of unasked) waiter.place = asked;
    if (mayMiss === '1') return;
    for (const { place, end } of this.#waiters) {
      if (place !== undefined && (applied === '' || compareIds(place, applied!) <= 0)) end();
    }
  }

  async #rest(period: Milliseconds): Promise<void> {
    if (Array.from(this.#waiters).some(({ place }) => place === undefined)) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, period);
    });
    this.#wake = undefined;
  }
}
