import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ArgumentsKeyExtractor } from '../../src/key/arguments-key-extractor.js';
import { shortenKey } from '../../src/key/shorten-key.js';

describe('a million random UUIDs', () => {
  it('have a million keys, alone, among arguments and shortened', () => {
    const extractor = new ArgumentsKeyExtractor();
    const method = { name: 'load', namespace: 'n' };
    const alone = new Set<string>();
    const keys = new Set<string>();

    for (let i = 0; i < 1_000_000; i++) {
      const id = randomUUID();
      alone.add(extractor.extract([id], undefined, method));
      const key = extractor.extract([{ id, kind: 'user' }, 1], undefined, method);
      keys.add(i % 16 === 0 ? shortenKey(key, 48) : key);
    }

    expect([alone.size, keys.size]).toEqual([1_000_000, 1_000_000]);
  }, 120_000);
});
