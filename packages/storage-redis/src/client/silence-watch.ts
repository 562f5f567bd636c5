import { type Clock, type Milliseconds, systemClock, type Timer } from '@memoir/core';

const LOOK_EVERY: Milliseconds = 500;
/** After so many looks in a row at which nothing had come. Looks and not time: a process that stood still has only one. */
const MOST_SILENT_LOOKS = 10;

/** What is seen of an ioredis client. */
export interface WatchedClient {
  readonly commandQueue: { readonly length: number };
  readonly stream: { readonly bytesRead: number; destroy(error: Error): unknown } | undefined;
}

/**
 * Ends a connection on which commands are on their way and nothing has come for five seconds: it is made anew, perhaps to
 * another server. What ioredis has for that, `socketTimeout`, sets and clears a timer with every command: measured, one
 * fortieth of a hit. This looks now and then, and not at all while nothing is asked.
 */
export class SilenceWatch {
  #timer: Timer | undefined;
  #stream: WatchedClient['stream'];
  #bytesRead = 0;
  #silentLooks = 0;

  constructor(
    private readonly client: WatchedClient,
    private readonly clock: Clock = systemClock,
  ) {}

  /** To be called before each command. */
  begin(): void {
    if (this.#timer !== undefined) return;
    this.#remember();
    this.#lookLater();
  }

  end(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #lookLater(): void {
    this.#timer = this.clock.schedule(LOOK_EVERY, this.#look);
  }

  readonly #look = (): void => {
    this.#timer = undefined;
    const { commandQueue, stream } = this.client;
    if (commandQueue.length === 0) return;
    if (stream === undefined || stream !== this.#stream || stream.bytesRead !== this.#bytesRead) this.#remember();
    else if (++this.#silentLooks >= MOST_SILENT_LOOKS) {
      stream.destroy(new Error(`nothing came from Redis for ${LOOK_EVERY * MOST_SILENT_LOOKS} ms`));
      this.#remember();
    }
    this.#lookLater();
  };

  #remember(): void {
    this.#stream = this.client.stream;
    this.#bytesRead = this.#stream?.bytesRead ?? 0;
    this.#silentLooks = 0;
  }
}
