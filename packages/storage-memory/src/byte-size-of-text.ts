/** A reference, a number, or the head of something: what V8 takes at the least. */
export const SLOT = 16;

/** One byte per character as long as all are ASCII, else two: so V8 keeps them, but for the rest of Latin-1. */
export function byteSizeOfText(text: string): number {
  const characters = text.length;
  return SLOT + (Buffer.byteLength(text) === characters ? characters : 2 * characters);
}
