/** The part of a terminal stream that is needed; `process.stderr` is one. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Milliseconds between two lines where a line cannot be rewritten. */
const PLAIN_LINE_EVERY = 1000;
const ERASE_LINE = '\r\u001b[K';
const BAR_WIDTH = 24;

/** Says what is going on: in one line that is rewritten on a terminal, in plain lines elsewhere. */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  #stage = '';
  #nextPlainLine = 0;

  /** @param now milliseconds from any beginning */
  constructor(stream: ProgressStream, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
  }

  begin(stage: string): void {
    this.#stage = stage;
    this.#nextPlainLine = this.#now() + PLAIN_LINE_EVERY;
    this.#stream.write(this.#stream.isTTY ? `${ERASE_LINE}${stage} ...` : `${stage} ...\n`);
  }

  /** @param done the share of the stage that is done, from 0 to 1 */
  update(done: number, detail: string): void {
    const filled = Math.round(Math.min(1, done) * BAR_WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
    if (this.#stream.isTTY) {
      this.#stream.write(`${ERASE_LINE}${this.#stage}  ${bar}  ${detail}`);
    } else if (this.#now() >= this.#nextPlainLine) {
      this.#nextPlainLine = this.#now() + PLAIN_LINE_EVERY;
      this.#stream.write(`${this.#stage}: ${Math.round(Math.min(1, done) * 100)} %, ${detail}\n`);
    }
  }

  /** Leaves a terminal with a clean line for what is printed next. */
  end(): void {
    if (this.#stream.isTTY) this.#stream.write(ERASE_LINE);
  }
}
