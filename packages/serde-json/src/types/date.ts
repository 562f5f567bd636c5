import { types } from 'node:util';
import type { BuiltInType } from './built-in-type.js';

/** As its ISO text in UTC, to the millisecond; `null` for an invalid date. */
export const dateType: BuiltInType<Date> = {
  tag: '$Date',
  is: types.isDate,
  write(value) {
    // Through the prototype: the clock inside counts, whatever a fake or a patch answers.
    const time = Date.prototype.getTime.call(value);
    return { $Date: Number.isNaN(time) ? null : new Date(time).toISOString() };
  },
  read({ $Date }, walk) {
    if ($Date === null) return new Date(Number.NaN);
    const date = new Date($Date as string);
    // Other texts that the constructor takes mean another instant in another time zone.
    return date.toISOString() === $Date ? date : walk.refuse('a $Date is an ISO text or null');
  },
};
