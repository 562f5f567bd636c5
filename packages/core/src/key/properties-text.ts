import { stringText } from './primitive-text.js';
import { propertyStep, Refusal } from './refusal.js';
import type { Encode, Trail } from './trail.js';

/** `{"a":1,"b":2}`: the named properties in the order of their names' code units, so that the order of writing is none. */
export function propertiesText(holder: object, names: readonly string[], trail: Trail, encode: Encode): string {
  let text = '{';
  let name = '';
  try {
    for (name of names.toSorted()) {
      text += `${text.length === 1 ? '' : ','}${stringText(name)}:${encode(holder[name as keyof object], trail)}`;
    }
  } catch (error) {
    throw Refusal.of(error).at(propertyStep(name));
  }
  return `${text}}`;
}

/**
 * What a caller put on an array, a Date, a Map and the like; empty, as a rule.
 *
 * @param added the names of the holder's enumerable properties beyond what it is by itself
 */
export function addedPropertiesText(holder: object, added: readonly string[], trail: Trail, encode: Encode): string {
  return added.length === 0 ? '' : propertiesText(holder, added, trail, encode);
}

/**
 * A symbol has no text that two processes could agree on, and leaving the property out would give two queries one key:
 * query builders write their operators as symbols.
 *
 * @throws {Refusal} if an enumerable property is named by a symbol
 */
export function refuseSymbolNames(holder: object): void {
  for (const symbol of Object.getOwnPropertySymbols(holder)) {
    if (Object.prototype.propertyIsEnumerable.call(holder, symbol)) {
      throw new Refusal('a property named by a symbol').at(`[${String(symbol)}]`);
    }
  }
}
