import { Refusal } from './refusal.js';
import type { Encode, Trail } from './trail.js';

/** `Map("a"=>1,"b"=>2)`, whatever the order of insertion: the entries stand in the order of their text. */
export function mapText(map: ReadonlyMap<unknown, unknown>, trail: Trail, encode: Encode): string {
  const entries: string[] = [];
  Map.prototype.forEach.call(map, (value, key) => {
    const keyText = stepping(`.keys()[${entries.length}]`, () => encode(key, trail));
    const step =
      typeof key === 'string' || typeof key === 'number' ? `.get(${keyText})` : `.values()[${entries.length}]`;
    entries.push(`${keyText}=>${stepping(step, () => encode(value, trail))}`);
  });
  return `Map(${entries.sort().join(',')})`;
}

/** `Set(1,2)`, whatever the order of insertion. */
export function setText(set: ReadonlySet<unknown>, trail: Trail, encode: Encode): string {
  const elements: string[] = [];
  Set.prototype.forEach.call(set, (element) => {
    elements.push(stepping(`.values()[${elements.length}]`, () => encode(element, trail)));
  });
  return `Set(${elements.sort().join(',')})`;
}

function stepping(step: string, run: () => string): string {
  try {
    return run();
  } catch (error) {
    throw Refusal.of(error).at(step);
  }
}
