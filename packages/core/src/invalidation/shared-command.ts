/** A command that several retry, each with a patience of its own: one sending serves all, and one confirmation. */
export class SharedCommand {
  #sent: Promise<void> | undefined = undefined;

  constructor(private readonly command: () => Promise<void>) {}

  /** Settles as the last sending does, unless that has failed or was given up: then it is sent again. */
  send(): Promise<void> {
    if (this.#sent !== undefined) return this.#sent;
    const sent = this.command();
    this.#sent = sent;
    sent.catch(() => this.#forget(sent));
    return sent;
  }

  /** For one who has waited for it in vain. */
  giveUp(): void {
    this.#sent = undefined;
  }

  #forget(sent: Promise<void>): void {
    if (this.#sent === sent) this.#sent = undefined;
  }
}
