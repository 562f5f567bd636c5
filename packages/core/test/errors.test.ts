import { describe, expect, it } from '@jest/globals';
import { MemoirError, StorageError } from '../src/index.js';

describe('an error of memoir', () => {
  it('names its key to who asks, and not to who lists what it has', () => {
    const error = new MemoirError('away', { key: 'ada' });

    expect(error.key).toBe('ada');
    expect(Object.keys(error)).not.toContain('key');
    expect(JSON.stringify(error)).not.toContain('ada');
  });

  it('can be the base of one with a key of its own', () => {
    class PartitionError extends StorageError {
      override readonly key = 'partition 7';
    }

    expect(new PartitionError('away', { key: 'ada' }).key).toBe('partition 7');
  });

  it('can be the base of one that defines its fields, as other compilers do', () => {
    const error = new StorageError('away', { key: 'ada' });

    Object.defineProperty(error, 'key', { value: undefined, enumerable: true, writable: true, configurable: true });

    expect(error).toHaveProperty('key', undefined);
  });

  it('lets the key be taken off it', () => {
    const error: { key: string | undefined } = new StorageError('away', { key: 'ada' });

    error.key = 'hidden';

    expect(error.key).toBe('hidden');
  });
});
