import { type Awaitable, type EpochMilliseconds, type Milliseconds, StorageError, systemClock } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import { serverScript } from '../scripts/epoch-scripts.js';

/** How often the server is asked again, in real time: its clock does not follow one that a test moves by hand. */
const ASK_EVERY: Milliseconds = 60_000;
const GENERATION_LENGTH = 16;
/** After each of these the next command may reach another server, or one that has forgotten. */
const EVENTS = ['close', 'end', '+node', '-node'];

/** What is known of the server that issues epochs. */
export interface ServerState {
  /** Changes when the server restarts, fails over or (Cluster) hands the slot on. */
  readonly generation: string;
  /** Which node answered; empty where there is no Cluster. */
  readonly node: string;
}

/** One reading of the server's clock. */
export interface TimeSample {
  readonly time: EpochMilliseconds;
  /** The real monotonic time of this process at that moment, half a round trip before the answer. */
  readonly at: Milliseconds;
}

/** The server that issues the epochs: which one it is, and what time it was there when it was last asked. */
export class Server {
  #state: ServerState | undefined;
  #asking: Promise<ServerState> | undefined;
  #connections = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #sample: TimeSample | undefined;

  constructor(
    private readonly client: RedisCommands,
    private readonly anyKey: string,
  ) {
    for (const event of EVENTS) client.on?.(event, this.forget);
  }

  /** @returns `undefined` after a lost connection, until the server was asked again */
  get known(): ServerState | undefined {
    return this.#state;
  }

  current(): Awaitable<ServerState> {
    return this.#state ?? this.#ask();
  }

  /** Asks ahead of need. A failure is told to whoever needs the answer. */
  prepare(): void {
    if (this.#state !== undefined && systemClock.monotonic() - this.#askedAt <= ASK_EVERY) return;
    this.#ask().catch(() => undefined);
  }

  /** There once `current` has answered. */
  get sample(): TimeSample {
    if (this.#sample === undefined) throw new StorageError('Redis has not told the time yet');
    return this.#sample;
  }

  /** Stops listening. */
  close(): void {
    for (const event of EVENTS) this.client.off?.(event, this.forget);
  }

  /** What was known is not to be trusted any more. */
  readonly forget = (): void => {
    this.#connections++;
    this.#state = undefined;
    this.#asking = undefined;
  };

  #ask(): Promise<ServerState> {
    if (this.#asking !== undefined) return this.#asking;
    const asking = this.#askNow().finally(() => {
      // A lost connection may have started another meanwhile.
      if (this.#asking === asking) this.#asking = undefined;
    });
    this.#asking = asking;
    return asking;
  }

  async #askNow(): Promise<ServerState> {
    const connections = this.#connections;
    const before = systemClock.monotonic();
    this.#askedAt = before;
    const reply = await serverScript.run(this.client, [this.anyKey], []);
    const after = systemClock.monotonic();
    if (connections !== this.#connections) return this.#ask();

    const [seconds, microseconds, replication, node] = (reply as unknown[]).map(String);
    const time = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
    if (!Number.isFinite(time)) throw new StorageError('Redis does not tell the time');
    this.#sample = { time, at: (before + after) / 2 };
    const generation = `${replication!.slice(0, GENERATION_LENGTH)}${node!.slice(0, GENERATION_LENGTH)}` || 'unknown';
    this.#state = { generation, node: node! };
    return this.#state;
  }
}
