import { readableText } from '../naming/readable-part.js';

/** What the name of a Redis key says. */
export interface FoundName {
  readonly name: string;
  readonly namespace: string;
  /** `undefined` where it was too long for a name, and only its hash is known. */
  readonly key: string | undefined;
  /** It is not the key's value, but the right to replace it. */
  readonly isTurn: boolean;
}

const PARTS = /^([^:]+):\{([^{}]*)\}(:turn)?$/;

/** @param text what follows the prefix and its colon @returns `undefined` for what is no value's name, such as a control key */
export function foundName(name: string, text: string): FoundName | undefined {
  const match = PARTS.exec(text);
  const namespace = match ? readableText(match[1]!) : undefined;
  if (match === null || namespace === undefined) return undefined;
  return { name, namespace, key: match[2] === '%' ? '' : readableText(match[2]!), isTurn: match[3] !== undefined };
}
