import { Buffer } from 'node:buffer';
import { numberText, stringText } from './primitive-text.js';

/** Node's own way past the look-up of the encoding's name: 8 % of a small key on Node 24. */
type Sliceable = Buffer & { latin1Slice(start: number, end: number): string };

/** ASCII text, prepared to be written eight bytes at a time; as numbers such bytes are never NaN, so none is changed. */
export interface PreparedText {
  readonly length: number;
  readonly words: Float64Array;
}

export function prepareText(text: string): PreparedText {
  const padded = Buffer.alloc(Math.ceil(text.length / 8) * 8);
  padded.write(text, 'latin1');
  return {
    length: text.length,
    words: Float64Array.from({ length: padded.length / 8 }, (_, i) => padded.readDoubleBE(i * 8)),
  };
}

/**
 * Puts a text together out of bytes, and makes one string of them in the end. Each method writes at a position and gives
 * the next one, which lies past `longest` if there was no room. The position is passed along rather than kept here,
 * because a register is faster than a field.
 */
export class ByteWriter {
  // Not `#bytes`: V8 takes the value of such a field as given only where the field has an ordinary name; 5 % of a key.
  private readonly bytes: Sliceable;
  private readonly view: DataView;
  private isAscii = true;

  /** @param longest in bytes */
  constructor(readonly longest: number) {
    const buffer = new ArrayBuffer(longest + 8);
    this.bytes = Buffer.from(buffer) as Sliceable;
    this.view = new DataView(buffer);
  }

  /** The text up to a position; what is written next is another one. */
  take(end: number): string {
    if (this.isAscii) return this.bytes.latin1Slice(0, end);
    this.isAscii = true;
    return this.bytes.toString('utf8', 0, end);
  }

  byte(byte: number, at: number): number {
    this.bytes[at] = byte;
    return at + 1;
  }

  prepared({ length, words }: PreparedText, at: number): number {
    if (at + length > this.longest) return this.longest + 1;
    for (let index = 0; index < words.length; index++) this.view.setFloat64(at + index * 8, words[index]!);
    return at + length;
  }

  ascii(text: string, at: number): number {
    const { length } = text;
    if (at + length > this.longest) return this.longest + 1;
    for (let index = 0; index < length; index++) this.bytes[at + index] = text.charCodeAt(index);
    return at + length;
  }

  /** In quotes and escaped. */
  string(text: string, start: number): number {
    const { length } = text;
    if (start + length + 2 > this.longest) return this.longest + 1;
    const bytes = this.bytes;
    let at = start;
    bytes[at++] = 0x22; // "
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code < 0x23 ? code !== 0x20 && code !== 0x21 : code === 0x5c || code > 0x7e) return this.escaped(text, start);
      bytes[at++] = code;
    }
    bytes[at++] = 0x22; // "
    return at;
  }

  number(value: number, at: number): number {
    if (!(value > 0 && value < 1_000_000) || (value | 0) !== value) return this.ascii(numberText(value), at);
    let rest = value;
    const end = at + (rest < 10 ? 1 : rest < 100 ? 2 : rest < 1_000 ? 3 : rest < 10_000 ? 4 : rest < 100_000 ? 5 : 6);
    if (end > this.longest) return this.longest + 1;
    for (let place = end - 1; place >= at; place--) {
      const tenth = (rest / 10) | 0;
      this.bytes[place] = 0x30 + rest - tenth * 10;
      rest = tenth;
    }
    return end;
  }

  /** Escaped text is well-formed, so UTF-8 gives it back as it is. */
  private escaped(text: string, at: number): number {
    const escaped = stringText(text);
    if (at + escaped.length * 3 > this.longest) return this.longest + 1;
    this.isAscii = false;
    return at + this.bytes.write(escaped, at);
  }
}
