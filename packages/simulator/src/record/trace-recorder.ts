import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { CacheEvent, CacheListener } from '@memoir/core';
import { keyTextOf } from './key-text.js';
import { TraceSink } from './trace-sink.js';

/** Source: chosen; about 20,000 requests that wait for a slow disk. */
const DEFAULT_BUFFER_BYTES = 1024 * 1024;
/** Source: chosen; about half a gigabyte of lines with hashed keys. */
const DEFAULT_MOST_REQUESTS = 10_000_000;

export interface TraceRecorderOptions {
  /** A file, made anew and readable by its owner alone, or a stream that the caller ends. */
  readonly to: string | Writable;
  /**
   * Keys can be personal data: `'hashed'` writes only which requests were for the same key.
   *
   * @default 'hashed'
   */
  readonly keys?: 'hashed' | 'plain' | undefined;
  /** What hashes depend on; recorders with the same secret write the same hash for a key. Random where none is given. */
  readonly secret?: string | undefined;
  /** The most that waits to be written; requests beyond it are dropped and counted. At least 1. */
  readonly bufferBytes?: number | undefined;
  /** Recording stops after so many requests, so that a forgotten one does not fill the disk. At least 1. */
  readonly mostRequests?: number | undefined;
}

/**
 * Writes the keys of one function's calls as JSON lines, in the order in which they are answered, for
 * `memoir-simulate --format jsonl:key`. Give each function a recorder of its own, as each has a bound of its own.
 * Nothing here throws into a call: what cannot be written is counted in `dropped`, and `failure` tells why.
 */
export class TraceRecorder implements CacheListener {
  readonly #sink: TraceSink;
  readonly #textOf: (key: string) => string;
  readonly #mostRequests: number;
  #recorded = 0;
  #dropped = 0;

  /** @throws {RangeError} if a number is not a whole one of at least 1 */
  constructor(options: TraceRecorderOptions) {
    this.#mostRequests = checked('mostRequests', options.mostRequests ?? DEFAULT_MOST_REQUESTS);
    const bufferBytes = checked('bufferBytes', options.bufferBytes ?? DEFAULT_BUFFER_BYTES);
    this.#textOf = keyTextOf(options.keys ?? 'hashed', options.secret ?? randomBytes(16).toString('hex'));
    this.#sink = new TraceSink(options.to, bufferBytes);
  }

  /** Requests handed to the file or stream. */
  get recorded(): number {
    return this.#recorded;
  }

  /** Requests lost since the buffer was full, the stream had failed, or the recorder was closed; not those past `mostRequests`. */
  get dropped(): number {
    return this.#dropped;
  }

  /** What the file or stream failed with; nothing is recorded afterwards. */
  get failure(): unknown {
    return this.#sink.failure;
  }

  hit({ key }: CacheEvent): void {
    this.#record(key);
  }

  miss({ key }: CacheEvent): void {
    this.#record(key);
  }

  joined({ key }: CacheEvent): void {
    this.#record(key);
  }

  /**
   * Writes what waits, and closes the file; a stream that was passed in stays open.
   *
   * @throws what the file or stream failed with
   */
  close(): Promise<void> {
    return this.#sink.close();
  }

  #record(key: string): void {
    if (this.#recorded >= this.#mostRequests) return;
    if (this.#sink.write(`{"key":${this.#textOf(key)}}\n`)) this.#recorded++;
    else this.#dropped++;
  }
}

function checked(setting: string, number: number): number {
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new RangeError(`${setting} is a whole number of at least 1; received ${number}`);
}
