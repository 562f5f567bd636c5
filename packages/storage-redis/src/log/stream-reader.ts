import { clearTimeout, setTimeout } from 'node:timers';
import { type Invalidation, type LogGap, type LogPosition, type Milliseconds, StorageError } from '@memoir/core';
import { letProcessEnd } from '../client/let-process-end.js';
import type { RedisCommands } from '../client/redis-commands.js';
import { lookScript } from '../scripts/log-scripts.js';
import type { Listing } from './listing.js';
import { invalidationFrom } from './message.js';
import { compareIds, entriesIn, type StreamEntry } from './stream-entries.js';

const MOST_AT_ONCE = 1_000;
/** Beyond the time that a read may block: then the connection counts as dead. */
const PATIENCE: Milliseconds = 5_000;
const FIRST_PAUSE: Milliseconds = 50;
/** After so many in a row a connection is given up: its client may have ended it for good. */
const FAILURES_OF_ONE = 3;
const LONGEST_PAUSE: Milliseconds = 2_000;

/** Who is told what stands in one stream. */
export interface StreamListener {
  /** For how long it relies on what is proven; zero if it does not. */
  readonly reliesFor: Milliseconds;
  /** Of the listener's own clock. */
  now(): Milliseconds;
  /** Everything that comes from here on will be told. */
  reached(): void;
  told(invalidation: Invalidation, position: LogPosition): void;
  /** Everything that stood there at that moment has been told. */
  proven(until: Milliseconds): void;
  gap(reason: LogGap): void;
  failed(cause: unknown): void;
}

/** What one look at a stream has shown: where it ended, who answered, and each listener's time before the look. */
interface Look {
  readonly last: string;
  readonly server: string;
  readonly askedAt: ReadonlyMap<StreamListener, Milliseconds>;
}

/**
 * Reads one stream on a connection of its own: `XREAD`, which blocks until there is something, and behind it a look at the
 * stream's end. What has been read up to an end that was looked at is complete as of the moment the look was sent.
 */
export class StreamReader {
  readonly #listeners = new Set<StreamListener>();
  #connection: RedisCommands | undefined;
  #position: string | undefined;
  #server = '';
  #awaited: Look | undefined;
  /** Somebody waits to hear how far this is, or it has just begun. */
  #isAsked = false;
  #failures = 0;
  #isRunning = false;
  #isClosed = false;

  /** @param blockFor asked before each read */
  constructor(
    private readonly client: RedisCommands,
    private readonly stream: string,
    private readonly listing: Listing,
    private readonly blockFor: () => Milliseconds,
  ) {}

  /** @returns once there is one */
  get position(): LogPosition | undefined {
    return this.#position;
  }

  add(listener: StreamListener): void {
    this.#listeners.add(listener);
    if (this.#position !== undefined) listener.reached();
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run();
  }

  remove(listener: StreamListener): void {
    this.#listeners.delete(listener);
  }

  /** @param hasLeft whether its listeners rely on nothing any more */
  close(hasLeft: boolean): void {
    this.#isClosed = true;
    this.#disconnect();
    if (hasLeft) this.listing.leave(this.client);
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      try {
        await this.#round();
        this.#failures = 0;
      } catch (cause) {
        if (this.#isClosed) return;
        // A client that connects again by itself is left to do so; making another costs much more on a Cluster.
        if (cause instanceof StorageError || this.#failures % FAILURES_OF_ONE === FAILURES_OF_ONE - 1)
          this.#disconnect();
        if (this.#failures++ === 0) for (const listener of [...this.#listeners]) listener.failed(cause);
        await pause(Math.min(FIRST_PAUSE * 2 ** Math.min(this.#failures - 1, 10), LONGEST_PAUSE));
      }
    }
  }

  async #round(): Promise<void> {
    const connection = this.#connect();
    const isAsked = this.#isAsked;
    const isReading = this.#position !== undefined && !isAsked;
    const blockFor = isReading ? this.blockFor() : 0;
    const read = isReading ? this.#read(connection, this.#position!, blockFor) : undefined;
    let [, look] = await within(blockFor + PATIENCE, Promise.all([read, this.#look(connection)]));
    if (isAsked) this.#isAsked = false;
    // A client that sends both again after a lost connection may do so in another order: only the next look is the later.
    if (this.#isBehind(look)) look = await within(PATIENCE, this.#look(connection));
    if (!this.#isClosed) this.#judge(look);
  }

  async #look(connection: RedisCommands): Promise<Look> {
    const askedAt = new Map(Array.from(this.#listeners, (listener) => [listener, listener.now()]));
    const reliesFor = Math.max(0, ...Array.from(this.#listeners, (listener) => listener.reliesFor));
    const [listing, listed] = this.listing.renew(reliesFor, this.#position);
    const reply = (await lookScript.run(connection, [this.stream, this.listing.name], listing)) as unknown[];
    listed();
    const [last, replication, role, node] = reply.map(String);
    if (role === 'slave') throw new StorageError('the server of the log has become a replica');
    return { last: last!, server: `${replication} ${node}`, askedAt };
  }

  #isBehind({ last }: Look): boolean {
    return this.#position !== undefined && compareIds(last, this.#position) < 0;
  }

  async #read(connection: RedisCommands, position: LogPosition, blockFor: Milliseconds): Promise<void> {
    const args = ['BLOCK', blockFor, 'COUNT', MOST_AT_ONCE, 'STREAMS', this.stream, position];
    const reply = await connection.callBuffer('XREAD', ...args);
    if (this.#isClosed) return;
    for (const entry of entriesIn(reply)) this.#take(entry);
  }

  #take({ id, before, message, asks }: StreamEntry): void {
    if (before !== this.#position) this.#gap(before === '' ? 'replaced' : 'trimmed');
    this.#position = id;
    if (asks) this.#isAsked = true;
    if (message === '') return;
    const invalidation = invalidationFrom(message);
    if (invalidation === undefined) this.#gap('lost');
    else for (const listener of [...this.#listeners]) listener.told(invalidation, id);
  }

  #judge(look: Look): void {
    if (this.#position === undefined) {
      this.#beginAt(look);
      for (const listener of [...this.#listeners]) listener.reached();
    } else if (look.server !== this.#server || this.#isBehind(look)) {
      this.#beginAt(look);
      this.#gap('replaced');
    }
    this.#prove(this.#awaited);
    this.#prove(look);
  }

  #beginAt({ last, server }: Look): void {
    this.#position = last;
    this.#server = server;
    this.#awaited = undefined;
    this.#isAsked = true;
  }

  /** A stream that is never at rest has grown again by the time of each look: then the next read decides. */
  #prove(look: Look | undefined): void {
    if (look === undefined) return;
    if (compareIds(this.#position!, look.last) < 0) {
      this.#awaited ??= look;
      return;
    }
    this.#awaited = undefined;
    for (const [listener, askedAt] of look.askedAt) if (this.#listeners.has(listener)) listener.proven(askedAt);
  }

  #gap(reason: LogGap): void {
    for (const listener of [...this.#listeners]) listener.gap(reason);
  }

  #connect(): RedisCommands {
    if (this.#connection === undefined) {
      this.#connection = this.client.duplicate();
      // Each command tells of its own failure.
      this.#connection.on?.('error', () => undefined);
      letProcessEnd(this.#connection);
    }
    return this.#connection;
  }

  #disconnect(): void {
    this.#connection?.disconnect();
    this.#connection = undefined;
  }
}

function pause(period: Milliseconds): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, period).unref();
  });
}

/** @throws {StorageError} if it takes longer; the work goes on, and its failure is nobody's */
async function within<T>(period: Milliseconds, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new StorageError(`Redis was silent for ${period} ms`)), period).unref();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
