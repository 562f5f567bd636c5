import type { Buffer } from 'node:buffer';
import type { EpochMilliseconds, Milliseconds } from '@memoir/core';
import type { Epochs } from './epochs.js';

/** What an answer of one flush is judged by. */
export interface Moment {
  readonly epochs: Epochs;
  /** Of this process's clock. */
  readonly now: EpochMilliseconds;
  /** By how much this process's clock is ahead of the instants on the wire. */
  readonly ahead: Milliseconds;
}

/** Something to be read with the next flush. */
export interface Question {
  /** The key of the namespace's epoch. */
  readonly epochName: string;
  /** The key of a value; `undefined` asks for the moment alone. */
  readonly name: string | undefined;
  /** Whether the clock of tags is needed, too: only some entries have tags. */
  readonly needsClock: boolean;
  answer(moment: Moment, bytes: Buffer | undefined): void;
  fail(cause: unknown): void;
}
