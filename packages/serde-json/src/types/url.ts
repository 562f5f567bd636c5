import { URL, URLSearchParams } from 'node:url';
import type { BuiltInType } from './built-in-type.js';

/** As its `href`. */
export const urlType: BuiltInType<URL> = {
  tag: '$URL',
  is: (value): value is URL => reads(() => Reflect.get(URL.prototype, 'href', value)),
  write: (value) => ({ $URL: value.href }),
  read: ({ $URL }, walk) => (typeof $URL === 'string' ? new URL($URL) : walk.refuse('a $URL is a text')),
};

/** As the text of a query, without the question mark. */
export const urlSearchParamsType: BuiltInType<URLSearchParams> = {
  tag: '$URLSearchParams',
  is: (value): value is URLSearchParams => reads(() => URLSearchParams.prototype.toString.call(value)),
  write: (value) => ({ $URLSearchParams: value.toString() }),
  read: ({ $URLSearchParams }, walk) =>
    typeof $URLSearchParams === 'string'
      ? new URLSearchParams($URLSearchParams)
      : walk.refuse('a $URLSearchParams is a text'),
};

function reads(inside: () => unknown): boolean {
  try {
    return typeof inside() === 'string';
  } catch {
    return false; // the class refuses what it did not make
  }
}
