import type { EpochMilliseconds, Milliseconds } from './duration.js';

/** Something that will happen once, unless it is cancelled. */
export interface Timer {
  cancel(): void;
}

/** Time as a service: everything here that waits, stamps or compares asks this and nothing else. */
export interface Clock {
  /** What is stored in entries. May jump, as wall clocks do. */
  now(): EpochMilliseconds;
  /** For timeouts and for the staleness of a near tier; never goes back. */
  monotonic(): Milliseconds;
  /** Runs `task` once, after at least that long. Never keeps the process alive. */
  schedule(after: Milliseconds, task: () => void): Timer;
}
