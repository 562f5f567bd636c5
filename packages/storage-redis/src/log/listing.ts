import { randomUUID } from 'node:crypto';
import type { LogPosition, Milliseconds } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';

/** A server's clock and a process's monotonic one need not run at quite the same speed. */
const SLACK = 1.05;
const LEAST_SLACK: Milliseconds = 20;
const NOWHERE = '0-0';

/** How long a reader is listed after each look, and how long others wait for one of whom they hear nothing. */
export function listedFor(reliesFor: Milliseconds): Milliseconds {
  return reliesFor === 0 ? 0 : Math.ceil(Math.max(reliesFor * SLACK, reliesFor + LEAST_SLACK));
}

/** How one reader is listed among those that removals wait for: with what it has applied, by each of its looks. */
export class Listing {
  readonly #reader = randomUUID();
  /** All members that it may be listed as: those whose look was not answered, too. */
  #members: readonly string[] = [];

  /** @param name of the list */
  constructor(readonly name: string) {}

  /**
   * What a look says of it.
   *
   * @param reliesFor zero if it is not to be waited for
   * @param applied where it stands; `undefined` before it has begun
   * @returns the arguments, and what to call when the look is answered
   */
  renew(reliesFor: Milliseconds, applied: LogPosition | undefined): [args: (string | number)[], done: () => void] {
    const period = listedFor(reliesFor);
    const member = period === 0 ? '' : `${this.#reader} ${period} ${applied ?? NOWHERE}`;
    const formerly = this.#members;
    this.#members = member === '' ? formerly : [...new Set([...formerly, member])];
    const done = () => {
      this.#members = member === '' ? [] : [member];
    };
    return [[member, period, ...formerly], done];
  }

  /** For one who relies on nothing any more. Where it fails, the listing runs out. */
  leave(client: RedisCommands): void {
    if (this.#members.length === 0) return;
    client.callBuffer('ZREM', this.name, ...this.#members).catch(() => undefined);
    this.#members = [];
  }
}
