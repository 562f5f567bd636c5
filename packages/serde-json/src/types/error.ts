import { types } from 'node:util';
import { setOwn } from '../set-own.js';
import type { BuiltInType } from './built-in-type.js';
import { isMembers } from './object.js';

/** What an error may own without showing it to `Object.keys`. */
const HIDDEN = ['name', 'message', 'stack', 'cause', 'errors'] as const;

/**
 * With all that the error owns, which includes the stack of the place where it was made: a hit has no place of its own
 * to name instead. What it inherits comes from its class again.
 */
function errorType(name: string, make: () => Error): BuiltInType<Error> {
  const tag = `$${name}`;
  return {
    tag,
    is: types.isNativeError,
    write(value, walk) {
      const fields: Record<string, unknown> = {};
      for (const field of HIDDEN) {
        if (!Object.hasOwn(value, field) || Object.prototype.propertyIsEnumerable.call(value, field)) continue;
        fields[field] = walk.at(field, Reflect.get(value, field));
      }
      const properties = {};
      for (const name of Object.keys(value)) setOwn(properties, name, walk.at(name, Reflect.get(value, name)));
      return { [tag]: Object.keys(properties).length > 0 ? { ...fields, properties } : fields };
    },
    read(tagged, walk) {
      const fields = tagged[tag];
      if (!isMembers(fields)) return walk.refuse(`a ${tag} is an object of its fields`);
      const { properties = {} } = fields;
      if (!isMembers(properties)) return walk.refuse(`the properties of a ${tag} are an object`);
      const error = make();
      for (const field of HIDDEN) {
        Reflect.deleteProperty(error, field);
        if (Object.hasOwn(fields, field)) setOwn(error, field, walk.at(field, fields[field]), false);
      }
      for (const property of Object.keys(properties)) {
        setOwn(error, property, walk.at(property, properties[property]));
      }
      return error;
    },
  };
}

export const errorTypes: readonly BuiltInType[] = [
  errorType('Error', () => new Error()),
  errorType('EvalError', () => new EvalError()),
  errorType('RangeError', () => new RangeError()),
  errorType('ReferenceError', () => new ReferenceError()),
  errorType('SyntaxError', () => new SyntaxError()),
  errorType('TypeError', () => new TypeError()),
  errorType('URIError', () => new URIError()),
  errorType('AggregateError', () => new AggregateError([])),
];
