/** Work that goes on behind answers, until it has ended. */
export class PendingWork {
  readonly #works = new Set<Promise<unknown>>();

  constructor(private readonly failed: (error: unknown) => void) {}

  /** A failure is told and goes no further. */
  add(work: Promise<unknown>): void {
    const ended = Promise.resolve(work)
      .catch(this.failed)
      .finally(() => this.#works.delete(ended));
    this.#works.add(ended);
  }

  /** Also waits for work that is added meanwhile. */
  async ended(): Promise<void> {
    while (this.#works.size > 0) await Promise.all(this.#works);
  }
}
