const BAR_WIDTH = 30;
/** Without a terminal one line for each quarter is enough. */
const LINES = 4;

/** What progress is written to: standard error, or a test. */
export interface ProgressOutput {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Tells how far the replays are: a bar that is redrawn where there is a terminal, a few lines elsewhere. */
export class Progress {
  #isDrawn = false;
  #lines = 0;

  /** @param unit what is counted, such as `replays` */
  constructor(
    private readonly output: ProgressOutput,
    private readonly unit: string,
  ) {}

  readonly update = (done: number, total: number): void => {
    if (this.output.isTTY) this.#draw(done, total);
    else this.#tell(done, total);
  };

  /** Takes the bar away, so that what is printed next begins on an empty line. */
  clear(): void {
    if (this.#isDrawn) this.output.write('\r\x1b[K');
    this.#isDrawn = false;
  }

  #draw(done: number, total: number): void {
    const full = Math.floor((BAR_WIDTH * done) / total);
    const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
    this.output.write(`\r\x1b[K${bar} ${done} of ${total} ${this.unit}`);
    this.#isDrawn = true;
  }

  #tell(done: number, total: number): void {
    const reached = Math.floor((LINES * done) / total);
    if (reached === this.#lines) return;
    this.#lines = reached;
    this.output.write(`${done} of ${total} ${this.unit}\n`);
  }
}
