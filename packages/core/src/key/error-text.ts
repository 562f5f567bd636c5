import { classNameOf } from './class-name.js';
import { nameText } from './primitive-text.js';
import { propertiesText } from './properties-text.js';
import type { Encode, Trail } from './trail.js';

/**
 * `Error(TypeError){"cause":...,"code":"E","message":"..."}`: the class, the message, what was put onto the error, and
 * the name where it is not the class's. The stack is left out; it tells where the error was made, not what it is.
 */
export function errorText(error: Error, trail: Trail, encode: Encode): string {
  const className = classNameOf(error);
  const names = new Set(Object.keys(error)).add('message').add('name');
  names.delete('stack');
  if (error.name === className) names.delete('name');
  for (const hidden of ['cause', 'errors']) if (Object.hasOwn(error, hidden)) names.add(hidden);
  return `Error(${nameText(className)})${propertiesText(error, [...names], trail, encode)}`;
}
