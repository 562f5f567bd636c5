import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** Lines are gathered into chunks of this many characters: one write per request would cost more than the request. */
const CHUNK_LENGTH = 16_384;
/** Keys can be personal data. */
const OWNER_ONLY = 0o600;

/** Takes lines without ever waiting or throwing, and keeps no more of them than it may. */
export class TraceSink {
  readonly #stream: Writable;
  readonly #isOwned: boolean;
  #waiting = '';
  #isClosed = false;
  #failure: unknown;
  #flushing: NodeJS.Immediate | undefined;
  readonly #fail = (error: unknown): void => {
    this.#failure ??= error;
  };

  /** @param bufferBytes the most that waits, here and in the stream */
  constructor(
    to: string | Writable,
    private readonly bufferBytes: number,
  ) {
    this.#isOwned = typeof to === 'string';
    this.#stream = typeof to === 'string' ? createWriteStream(to, { mode: OWNER_ONLY }) : to;
    this.#stream.on('error', this.#fail);
  }

  get failure(): unknown {
    return this.#failure;
  }

  /** @returns whether the line was taken */
  write(line: string): boolean {
    if (this.#isClosed || this.#failure !== undefined || !this.#hasRoom(line)) return false;
    this.#waiting += line;
    if (this.#waiting.length >= CHUNK_LENGTH) this.#flush();
    // Unref'ed: a recorder keeps no process alive.
    else this.#flushing ??= setImmediate(() => this.#flush()).unref();
    return true;
  }

  /** @throws what the stream failed with */
  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#flush();
      await this.#settled().catch(this.#fail);
      if (!this.#isOwned) this.#stream.off('error', this.#fail);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #hasRoom(line: string): boolean {
    // A character has at most three bytes in UTF-8; counting them exactly would cost more than it is worth.
    return this.#stream.writableLength + 3 * (this.#waiting.length + line.length) <= this.bufferBytes;
  }

  #flush(): void {
    if (this.#flushing) clearImmediate(this.#flushing);
    this.#flushing = undefined;
    const chunk = this.#waiting;
    this.#waiting = '';
    if (chunk === '' || this.#failure !== undefined) return;
    try {
      this.#stream.write(chunk, (error) => error && this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Resolves when all is written. */
  async #settled(): Promise<void> {
    if (this.#isOwned) {
      this.#stream.end();
      await finished(this.#stream);
    } else if (this.#failure === undefined) {
      await new Promise<void>((resolve, reject) => {
        this.#stream.write('', (error) => (error ? reject(error) : resolve()));
      });
    }
  }
}
