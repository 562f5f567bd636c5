import { describe, expect, it } from '@jest/globals';
import { parseDuration, toLifeTime, toMilliseconds } from '../../src/clock/duration.js';
import { ConfigurationError } from '../../src/errors.js';

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['10s', 10_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
  ])('reads %s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['2 minutes', '10', 's', '-1s', '1e3s', '', ' 1s', '1S'])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow(ConfigurationError);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '0s', true, null])(
    'refuses %p as a setting, naming it',
    (value) => {
      expect(() => toMilliseconds('expireAfter', value as number)).toThrow(/expireAfter.*received/);
    },
  );

  it('gives never as infinity where an entry may live for ever', () => {
    expect(toLifeTime('expireAfter', 'never')).toBe(Number.POSITIVE_INFINITY);
    expect(() => toMilliseconds('methodTimeout', 'never' as '1s')).toThrow(ConfigurationError);
  });
});
