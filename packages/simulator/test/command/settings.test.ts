import { describe, expect, it } from '@jest/globals';
import { parseSettings } from '../../src/command/settings.js';

describe('the command line', () => {
  it('says what to replay, and where to write it', () => {
    const args =
      'a.gz - --policies lru,lfu,lru --sizes 100,1.5% --target 90%,50% --workers 3 --format csv:key --png p.png';

    expect(parseSettings(args.split(' '))).toEqual({
      traces: ['a.gz', '-'],
      policies: ['lru', 'lfu'],
      policyModule: undefined,
      sizes: [100, '1.5%'],
      targets: [0.9, 0.5],
      workers: 3,
      format: { kind: 'csv', column: 'key' },
      reference: undefined,
      files: { csv: undefined, json: undefined, svg: undefined, png: 'p.png', html: undefined },
      asksFor: 'replay',
    });
  });

  it('leaves open what it does not say', () => {
    expect(parseSettings([])).toMatchObject({ traces: [], policies: undefined, sizes: undefined, workers: undefined });
  });

  it.each([
    ['--fast', "Unknown option '--fast'"],
    ['--sizes 0', 'a size is a number of entries, such as 100, or a share'],
    ['--sizes 1,,2', "received ''"],
    ['--sizes 0%', "received '0%'"],
    ['--sizes 101%', "received '101%'"],
    ['--sizes ten', "received 'ten'"],
    ['--target 90', "a target is a hit ratio above 0%, at most 100%, such as 90%; received '90'"],
    ['--target 0%', "received '0%'"],
    ['--target 101%', "received '101%'"],
    ['--workers x', "--workers is a number from 0 to 256; received 'x'"],
    ['--workers 257', "received '257'"],
    ['--format xml', "received 'xml'"],
  ])('%s is refused', (args, message) => {
    expect(() => parseSettings(args.split(' '))).toThrow(message);
  });
});
