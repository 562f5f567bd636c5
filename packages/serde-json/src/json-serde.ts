import { Buffer, isUtf8 } from 'node:buffer';
import { type Serde, SerdeError } from '@memoir/core';
import { checkOptions } from './options.js';
import { isPlainJson } from './plain-json.js';
import { Reader } from './reader.js';
import type { TypeHook } from './type-hook.js';
import { TypeHooks } from './type-hooks.js';
import { Writer } from './writer.js';

export interface JsonSerdeOptions {
  /** For classes of one's own. @default [] */
  readonly types?: readonly TypeHook<any>[] | undefined;
}

const VERSION = 1;
/** In front of what is not plain JSON. */
const ENVELOPE = `{"$memoir":${VERSION},"value":`;
const BRACE = 0x7b;
const DOLLAR = 0x24;

/**
 * Values as JSON that a hit reads as what the miss returned: dates, maps, sets, bigints, `undefined`, bytes, errors and
 * the rest of docs/json-format.md are what they were, nested in any way. What cannot be carried faithfully, such as a
 * function or an instance of a class without a hook, is a `SerdeError` that names its path.
 *
 * Not kept, as with `structuredClone`: that two members are one object, property attributes and frozenness, accessors
 * (their value counts), properties under symbols and ones that are not enumerable.
 */
export class JsonSerde implements Serde {
  readonly id = 'memoir-json/1';
  readonly #hooks: TypeHooks;

  constructor(options: JsonSerdeOptions = {}) {
    checkOptions('JsonSerde', options, ['types']);
    this.#hooks = new TypeHooks(options.types ?? []);
  }

  serialize(value: unknown): Uint8Array {
    try {
      if (isPlain(value)) {
        const bytes = Buffer.from(JSON.stringify(value));
        if (!beginsAsEnvelope(bytes)) return bytes;
      }
      return Buffer.from(this.#text(value));
    } catch (error) {
      if (error instanceof SerdeError) throw error;
      throw new SerdeError('$', 'has no JSON text', { cause: error }); // too deep or too long for the engine
    }
  }

  deserialize(bytes: Uint8Array): unknown {
    const text = textOf(bytes);
    const json = parsed(text);
    return beginsAsEnvelope(bytes) ? new Reader(this.#hooks).read(opened(json)) : json;
  }

  #text(value: unknown): string {
    const written = new Writer(this.#hooks).write(value);
    const text = JSON.stringify(written);
    return written === value ? text : `${ENVELOPE}${text}}`;
  }
}

/**
 * Nothing else begins so: a plain object whose first key has a dollar in front goes into an envelope as well. The third
 * byte is asked first, as hardly any other document has it there; asking the text took 15 ns more.
 */
function beginsAsEnvelope(bytes: Uint8Array): boolean {
  return bytes[2] === DOLLAR && bytes[0] === BRACE;
}

/** What throws on being looked at (a getter, a revoked proxy) is left to the writer, which knows the path. */
function isPlain(value: unknown): boolean {
  try {
    return isPlainJson(value);
  } catch {
    return false;
  }
}

function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  // What is not UTF-8 becomes U+FFFD, which may also stand there by right.
  if (text.includes('\ufffd') && !isUtf8(bytes)) throw new SerdeError('$', 'the bytes are not UTF-8');
  return text;
}

/** Without the parser's own message, which quotes the bytes. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SerdeError('$', 'the bytes are not JSON');
  }
}

function opened(json: unknown): unknown {
  const { $memoir, value } = json as { readonly $memoir?: unknown; readonly value?: unknown };
  if ($memoir === VERSION && value !== undefined) return value;
  throw new SerdeError('$', `the bytes are not of version ${VERSION} of this format`);
}
