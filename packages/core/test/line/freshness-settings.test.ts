import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, MutableCacheConfiguration, standardConfiguration } from '../../src/index.js';
import { MapStorage } from '../support/map-storage.js';
import { memoizerInMemory } from '../support/memoizer.js';

const load = async (id: string) => id;

describe('a setting for freshness or failure that cannot hold is a ConfigurationError, as an option and in the setter:', () => {
  const wrong: [option: string, value: unknown, message: RegExp][] = [
    ['staleOnError', true, /staleOnError is a function.*received true/],
    ['errorLifeSpan', '10s', /errorLifeSpan is a function.*received '10s'/],
    ['fallback', 'none', /fallback is a function.*received 'none'/],
    ['retryBackoff', null, /retryBackoff is \{ from: '1s', to: '1m' \}.*received null/],
    ['retryBackoff', { from: '1s' }, /retryBackoff.to is a span.*received undefined/],
    ['retryBackoff', { from: '2m', to: '1m' }, /from must not be longer than to \(1m\).*received '2m'/],
    ['retryBackoff', { from: '1s', to: '1m', factor: 2 }, /has from and to; received 'factor'/],
    ['expireAtTime', '03:00', /expireAtTime is \{ at: '03:00', timeZone: 'Europe\/Berlin' \}; received '03:00'/],
    ['expireAtTime', { at: '25:00' }, /a time of day such as '03:00', or five fields of cron.*received '25:00'/],
    ['expireAtTime', { at: 3 }, /received 3/],
    ['expireAtTime', { at: '0 24 * * *' }, /its hour is 0 to 23; received '0 24 \* \* \*'/],
    ['expireAtTime', { at: '0 3 * * fri-mon' }, /its day of the week is 0 to 7/],
    ['expireAtTime', { at: '*/0 3 * * *' }, /its minute is 0 to 59/],
    ['expireAtTime', { at: '0 3 30 feb *' }, /a date that exists; received '0 3 30 feb \*'/],
    ['expireAtTime', { at: '03:00', timeZone: 'Europe/Bonn' }, /name of a zone.*received 'Europe\/Bonn'/],
    ['expireAtTime', { at: '03:00', zone: 'UTC' }, /has at and timeZone; received 'zone'/],
    ['jitter', 0, /more than 0 and less than 1; received 0/],
    ['jitter', 1, /more than 0 and less than 1; received 1/],
    ['jitter', '10%', /jitter is a part of a lifetime such as 0.1.*received '10%'/],
    ['jitter', { upTo: 0.1, by: 'name' }, /jitter.by is 'key' or 'random'; received 'name'/],
    ['jitter', { upTo: 0.1, random: 1 }, /jitter.random is a function; received 1/],
    ['jitter', { part: 0.1 }, /jitter has upTo, by and random; received 'part'/],
    ['earlyRefresh', 1, /earlyRefresh is \{ beta: 1 \}; received 1/],
    ['earlyRefresh', { beta: 0 }, /beta is a finite number of more than 0; received 0/],
    ['earlyRefresh', { beta: Number.POSITIVE_INFINITY }, /received Infinity/],
    ['earlyRefresh', { beta: 1, delta: 2 }, /has beta and random; received 'delta'/],
    ['earlyRefresh', { beta: 1, random: 2 }, /earlyRefresh.random is a function; received 2/],
  ];
  const { memoize } = memoizerInMemory();
  it.each(wrong)('%s: %p', (option, value, message) => {
    const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(new MapStorage()));
    const setter = `set${option[0]!.toUpperCase()}${option.slice(1)}`;
    const set = () => (configuration as unknown as Record<string, (value: unknown) => void>)[setter]!(value);

    expect(() => memoize(load, { [option]: value } as object)).toThrow(message);
    expect(set).toThrow(message);
    expect(set).toThrow(ConfigurationError);
    expect(configuration[option as 'fallback']).toEqual(standardConfiguration(new MapStorage())[option as 'fallback']);
  });
});

it('a configuration shows its settings of several words as they are', () => {
  const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(new MapStorage()))
    .setRetryBackoff({ from: '2s', to: '1m' })
    .setJitter({ upTo: 0.1, by: 'random', random: Math.random })
    .setStaleOnError(() => true);

  expect(JSON.parse(JSON.stringify(configuration))).toMatchObject({
    retryBackoff: { from: '2s', to: '1m' },
    jitter: { upTo: 0.1, by: 'random', random: '(function random)' },
    staleOnError: '(function)',
    storage: 'MapStorage',
  });
});
