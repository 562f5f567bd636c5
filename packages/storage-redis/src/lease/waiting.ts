import { Buffer } from 'node:buffer';
import type { Clock, Milliseconds, Timer } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import type { Subscriber } from './subscriber.js';

/** Where no message can arrive; doubled each time. */
const FIRST_POLL: Milliseconds = 25;
const LONGEST_POLL: Milliseconds = 1_000;

/** What is waited for: that `name` no longer begins with `stands`, or that `lock` is gone. */
export interface Held {
  readonly name: string;
  readonly stands: Buffer;
  /** The key that the loader keeps alive: the value's own while it is a lease, else its turn. */
  readonly lock: string;
}

/** One wait for another process's load: ended by a message, by the end of the lease, by a failure to look. */
export class Waiting {
  readonly released: Promise<void>;
  #release!: () => void;
  #isOver = false;
  #isListening = false;
  #poll = FIRST_POLL;
  #timer: Timer | undefined;

  constructor(
    private readonly held: Held,
    private readonly client: RedisCommands,
    private readonly subscriber: Subscriber,
    private readonly clock: Clock,
  ) {
    this.released = new Promise((resolve) => {
      this.#release = resolve;
    });
    void this.#begin();
  }

  async #begin(): Promise<void> {
    this.#schedule(FIRST_POLL);
    this.#isListening = await this.subscriber.listen(this.held.name, this.#end);
    // The message may have been sent before anybody listened.
    if (this.#isListening) await this.#look();
  }

  async #look(): Promise<void> {
    if (this.#isOver) return;
    try {
      const [stands, left] = await Promise.all([
        this.client.callBuffer('GETRANGE', this.held.name, 0, this.held.stands.length - 1),
        this.client.callBuffer('PTTL', this.held.lock).then(Number),
      ]);
      if (Buffer.isBuffer(stands) && stands.equals(this.held.stands) && left >= 0) {
        return this.#schedule(this.#isListening ? left + 1 : Math.min(left + 1, this.#nextPoll()));
      }
    } catch {
      // Whoever waits finds out by its own next command, and reports it.
    }
    this.#end();
  }

  #nextPoll(): Milliseconds {
    this.#poll = Math.min(this.#poll * 2, LONGEST_POLL);
    return this.#poll;
  }

  #schedule(after: Milliseconds): void {
    if (this.#isOver) return;
    this.#timer?.cancel();
    this.#timer = this.clock.schedule(after, () => void this.#look());
  }

  readonly #end = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer?.cancel();
    this.subscriber.leave(this.held.name, this.#end);
    this.#release();
  };
}
