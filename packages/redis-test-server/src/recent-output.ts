const KEPT_CHARACTERS = 8_000;

/** Keeps the end of what a server prints, for the message of an error. */
export class RecentOutput {
  #text = '';

  add(chunk: { toString(): string }): void {
    this.#text = (this.#text + chunk.toString()).slice(-KEPT_CHARACTERS);
  }

  text(): string {
    return this.#text;
  }
}
