import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

/** What a key name cannot hold as it is: what we give a meaning to, what a terminal acts on, what UTF-8 cannot say. */
const UNSAFE = /[%{}\p{Control}\p{Surrogate}]/gu;
const NEEDS_WORK = new RegExp(UNSAFE.source, 'u');
const LONGEST = 256;
const READABLE_HEAD = 64;

/**
 * One part of a Redis key's name: different texts give different parts, and what is not special stays readable. No brace
 * is left in it, so it can stand inside the braces that decide a Cluster's slot. What is long is hashed (SHA-256) behind
 * its readable beginning.
 */
export function readablePart(text: string): string {
  if (text.length <= LONGEST && !NEEDS_WORK.test(text)) return text;
  return text.length <= LONGEST ? escaped(text) : shorten(text);
}

function escaped(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x80 ? `%${code.toString(16).padStart(2, '0')}` : `%u${code.toString(16).padStart(4, '0')}`;
  });
}

/** `%#` is nothing that escaping can give. */
function shorten(text: string): string {
  // As UTF-16: in UTF-8 all lone surrogates would be one and the same.
  const hash = createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('base64url');
  return `${escaped(wholeCharacters(text.slice(0, READABLE_HEAD)))}%#${hash}`;
}

/** Without the half of a pair that the cut has left at the end. */
function wholeCharacters(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}

const ESCAPES = /%(?:u([0-9a-f]{4})|([0-9a-f]{2}))/g;

/** The text that `readablePart` gives this part for; `undefined` for one that is hashed. */
export function readableText(part: string): string | undefined {
  if (part.includes('%#')) return undefined;
  return part.replace(ESCAPES, (_, long: string | undefined, short: string | undefined) =>
    String.fromCharCode(Number.parseInt((long ?? short)!, 16)),
  );
}
