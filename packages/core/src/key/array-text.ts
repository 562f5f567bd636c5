import { addedPropertiesText } from './properties-text.js';
import { Refusal } from './refusal.js';
import type { Encode, Trail } from './trail.js';

/** `[1,"b"]`; where an element is missing stands `hole`, for several in a row `hole*3`; properties put onto it follow. */
export function arrayText(array: readonly unknown[], trail: Trail, encode: Encode): string {
  const names = Object.keys(array);
  const present = countElements(names, array.length);
  const elements =
    present === array.length
      ? denseText(array, trail, encode)
      : sparseText(array, names.slice(0, present), trail, encode);
  return `[${elements}]${addedPropertiesText(array, names.slice(present), trail, encode)}`;
}

/** Names of elements come first, in ascending order, so the last one that is an index tells how many there are. */
function countElements(names: readonly string[], length: number): number {
  if (names.length >= length && (length === 0 || names[length - 1] === `${length - 1}`)) return length;
  let count = 0;
  while (count < names.length && isIndex(names[count]!)) count++;
  return count;
}

function isIndex(name: string): boolean {
  const index = Number(name) >>> 0;
  return `${index}` === name && index !== 0xffff_ffff;
}

function denseText(array: readonly unknown[], trail: Trail, encode: Encode): string {
  let text = '';
  let index = 0;
  try {
    for (; index < array.length; index++) text += (index === 0 ? '' : ',') + encode(array[index], trail);
  } catch (error) {
    throw Refusal.of(error).at(index);
  }
  return text;
}

/** Walks what is there instead of the length, which may be four thousand million. */
function sparseText(array: readonly unknown[], indices: readonly string[], trail: Trail, encode: Encode): string {
  const parts: string[] = [];
  let next = 0;
  for (const index of indices.map(Number)) {
    addHoles(parts, index - next);
    try {
      parts.push(encode(array[index], trail));
    } catch (error) {
      throw Refusal.of(error).at(index);
    }
    next = index + 1;
  }
  addHoles(parts, array.length - next);
  return parts.join(',');
}

function addHoles(parts: string[], count: number): void {
  if (count === 1) parts.push('hole');
  if (count > 1) parts.push(`hole*${count}`);
}
