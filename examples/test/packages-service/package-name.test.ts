import { describe, expect, it } from '@jest/globals';
import { isPackageName } from '../../src/packages-service/package-name.js';

describe('the name of a package', () => {
  it.each(['ms', 'lru-cache', '@types/node', 'JSONStream', 'lodash.merge', '_private', '-', '~tilde'])(
    'can be %s',
    (name) => {
      expect(isPackageName(name)).toBe(true);
    },
  );

  it.each([
    '',
    '.',
    '..',
    '../ms',
    'ms/..',
    'ms/../../etc/passwd',
    '@types/../node',
    '@types/.node',
    '@/node',
    '@types/',
    '@types',
    '/etc/passwd',
    'C:\\windows',
    '..\\ms',
    'ms\0',
    'ms\n',
    'ms ',
    'a/b',
    '<b>',
    'ü',
    'x'.repeat(215),
  ])('cannot be %j', (text) => {
    expect(isPackageName(text)).toBe(false);
  });
});
