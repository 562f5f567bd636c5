import { types } from 'node:util';
import type { BuiltInType } from './built-in-type.js';

/** Other texts that `Date` takes mean another instant in another time zone. */
const ISO = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** As its ISO text in UTC, to the millisecond; `null` for an invalid date. */
export const dateType: BuiltInType<Date> = {
  tag: '$Date',
  is: types.isDate,
  write(value) {
    // Through the prototype: the clock inside counts, whatever a fake or a patch answers.
    const isInvalid = Number.isNaN(Date.prototype.getTime.call(value));
    return { $Date: isInvalid ? null : Date.prototype.toISOString.call(value) };
  },
  read({ $Date }, walk) {
    if ($Date === null) return new Date(Number.NaN);
    const date = new Date(typeof $Date === 'string' && ISO.test($Date) ? $Date : Number.NaN);
    return Number.isNaN(date.getTime()) ? walk.refuse('a $Date is an ISO text or null') : date;
  },
};
