import { Buffer } from 'node:buffer';

/** Of a text's length in front of the text. */
const LENGTH_OF_LENGTH = 4;

/**
 * What nearly every value of a namespace says between its instants and its payload: the epoch that holds now, the serde in
 * use, no labels. Comparing all of it at once costs a fraction of reading one text after another.
 */
export class UsualTexts {
  /** All that follows the name, one character per byte. */
  readonly #tail: string;

  constructor(
    readonly epoch: string,
    readonly serde: string,
  ) {
    this.#tail = `${withLength(epoch)}${withLength(serde)}${withLength('')}`;
  }

  /** @returns where the payload begins if this name stands at `at`, and the usual texts behind it; otherwise 0 */
  endIn(bytes: Buffer, at: number, name: string): number {
    const nameAt = at + LENGTH_OF_LENGTH;
    const end = nameAt + name.length + this.#tail.length;
    if (end > bytes.length || bytes.readUInt32BE(at) !== name.length) return 0;
    // A name that is not ASCII has more bytes than characters, and is left to be read.
    const texts = bytes.toString('latin1', nameAt, end);
    return texts.startsWith(name) && texts.endsWith(this.#tail) ? end : 0;
  }
}

function withLength(text: string): string {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(LENGTH_OF_LENGTH);
  length.writeUInt32BE(bytes.length);
  return length.toString('latin1') + bytes.toString('latin1');
}
