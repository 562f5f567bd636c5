import { types } from 'node:util';
import { classNameOf } from './class-name.js';
import { nameText } from './primitive-text.js';
import { Refusal } from './refusal.js';
import type { Encode, Trail } from './trail.js';

/**
 * `@Decimal("1.5")`: what `toJSON` gives, behind the name of the class, so that the instance is not taken for its JSON.
 * Two classes of one name whose instances have the same JSON share their keys; a build that renames classes differently
 * gives other keys.
 *
 * @throws {Refusal} if the value has no `toJSON`
 */
export function instanceText(value: object, tag: string, trail: Trail, encode: Encode): string {
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON !== 'function') throw new Refusal(describe(value, tag));
  try {
    return `@${nameText(classNameOf(value))}(${encode(toJSON.call(value, ''), trail)})`;
  } catch (error) {
    throw Refusal.of(error).at('.toJSON()');
  }
}

function describe(value: object, tag: string): string {
  if (types.isProxy(value)) return 'a Proxy of what is neither a plain object nor an array';
  const className = classNameOf(value);
  // Iterators and generators have no class that anybody wrote; their tag says more.
  if (tag === 'Object' || !['', 'Object', 'Iterator', tag].includes(className)) {
    return `an instance of ${className || 'a nameless class'} without toJSON`;
  }
  return `${/^[AEIOU]/.test(tag) ? 'an' : 'a'} ${tag}`;
}
