import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { KeyNames } from '../../src/naming/key-names.js';
import { TagReader } from '../../src/session/tag-reader.js';

/** A server that knows these tags, and counts how often it is asked. */
function reader(texts: Record<string, string>) {
  const names = new KeyNames('memoir');
  const byName = new Map(Object.entries(texts).map(([tag, text]) => [names.tag(tag), Buffer.from(text)]));
  const asked: unknown[][] = [];
  const client = {
    callBuffer: async (_command: string, ...keys: unknown[]) => {
      asked.push(keys);
      return keys.map((key) => byName.get(key as string) ?? null);
    },
    duplicate: () => client,
    disconnect: () => undefined,
  };
  return { tags: new TagReader(client, names), asked };
}

describe('the epochs of tags', () => {
  it('are not read while the clock stands where it stood when the load began', async () => {
    const { tags, asked } = reader({ red: '200-0-10-g' });

    expect(await tags.judge(['red'], '100-10-g', '100-10-g')).toEqual({ isValid: true, expiredAt: 0 });
    expect(asked).toEqual([]);
  });

  it.each([
    ['invalidated before the load', '100-0-10-g', { isValid: true, expiredAt: 0 }],
    ['invalidated after the load began', '101-0-10-g', { isValid: false, expiredAt: 0 }],
    ['expired before the load', '50-100-10-g', { isValid: true, expiredAt: 0 }],
    ['expired after the load began', '50-101-10-g', { isValid: true, expiredAt: 101 }],
    ['of a clock that was lost', '50-0-9-g', { isValid: false, expiredAt: 0 }],
    ['unreadable', 'nonsense', { isValid: false, expiredAt: 0 }],
  ])('decide: %s', async (_what, text, verdict) => {
    expect(await reader({ red: text }).tags.judge(['red'], '100-10-g', '300-10-g')).toEqual(verdict);
  });

  it('of a tag that nobody has marked make an entry from before the clock moved invalid', async () => {
    expect(await reader({}).tags.judge(['red'], '100-10-g', '300-10-g')).toMatchObject({ isValid: false });
  });

  it('are worth nothing if the clock was lost, also where the new one stands lower', async () => {
    expect(await reader({ red: '20-0-20-g' }).tags.judge(['red'], '100-10-g', '50-20-g')).toMatchObject({
      isValid: false,
    });
    expect(await reader({ red: '20-0-10-h' }).tags.judge(['red'], '100-10-g', '50-10-h')).toMatchObject({
      isValid: false,
    });
  });

  it('are read once as long as the clock stands, and anew when it has moved', async () => {
    const { tags, asked } = reader({ red: '50-0-10-g', blue: '150-0-10-g' });
    await tags.judge(['red'], '100-10-g', '300-10-g');
    await tags.judge(['red'], '120-10-g', '300-10-g');
    expect(asked).toHaveLength(1);

    await tags.judge(['red', 'blue'], '100-10-g', '300-10-g');
    await tags.judge(['red'], '100-10-g', '301-10-g');
    expect(asked).toHaveLength(3);
  });
});
