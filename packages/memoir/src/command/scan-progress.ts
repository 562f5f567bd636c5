import progress from 'cli-progress';

/** How far a scan is, on standard error; nothing where that is no terminal, unless asked for. */
export class ScanProgress {
  readonly #bar: progress.SingleBar;
  #looked = 0;

  /** @param size how many keys there are */
  constructor(
    private readonly size: number,
    isAskedFor: boolean,
  ) {
    this.#bar = new progress.SingleBar(
      {
        format: '{bar} {value} of {total} keys',
        stream: process.stderr,
        noTTYOutput: isAskedFor,
        notTTYSchedule: 250,
        clearOnComplete: true,
        hideCursor: true,
      },
      progress.Presets.shades_classic,
    );
    this.#bar.start(size, 0);
  }

  readonly looked = (count: number): void => {
    this.#looked = Math.min(this.#looked + count, this.size);
    this.#bar.update(this.#looked);
  };

  /** Takes it away, so that what is printed next begins on an empty line. */
  end(): void {
    this.#bar.update(this.size);
    this.#bar.stop();
  }
}
