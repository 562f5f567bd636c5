import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { argumentText } from '../../src/key/argument-text.js';
import { ArgumentsKeyExtractor } from '../../src/key/arguments-key-extractor.js';
import { FlatEncoder } from '../../src/key/flat-encoder.js';
import { anyArguments, plainArguments } from './support/arguments.js';
import { rebuild } from './support/rebuild.js';
import { isSameCall } from './support/same.js';

const extractor = new ArgumentsKeyExtractor();
const keyOf = (args: readonly unknown[]) => extractor.extract(args, undefined, { name: 'load', namespace: 'n' });
const encoder = new FlatEncoder();
const flatText = (args: readonly unknown[]) => encoder.encode(args, args.length);
const general = (args: readonly unknown[]) => argumentText(args, args.length, 'args');

describe('the key of any arguments', () => {
  it('is the same for two calls exactly if they are the same call', () => {
    let same = 0;
    let different = 0;
    fc.assert(
      fc.property(fc.array(anyArguments, { minLength: 20, maxLength: 40, size: 'max' }), (calls) => {
        const keys = calls.map(keyOf);
        for (let i = 0; i < calls.length; i++) {
          for (let j = 0; j < i; j++) {
            const isSame = isSameCall(calls[i]!, calls[j]!);
            if ((keys[i] === keys[j]) !== isSame) throw new Error(`${keys[i]} and ${keys[j]}: same call is ${isSame}`);
            if (isSame) same++;
            else different++;
          }
        }
      }),
      { numRuns: 500 },
    );

    expect(same).toBeGreaterThan(1_000);
    expect(different).toBeGreaterThan(100_000);
  });

  it('does not depend on the order of building, nor on identity', () => {
    fc.assert(
      fc.property(anyArguments, (args) => {
        expect(keyOf(args.map(rebuild))).toBe(keyOf(args));
      }),
      { numRuns: 5_000 },
    );
  });

  it('is the same whichever encoder makes it', () => {
    fc.assert(
      fc.property(fc.oneof(anyArguments, plainArguments), (args) => {
        const text = general(args);

        expect(flatText(args) ?? text).toBe(text);
      }),
      { numRuns: 10_000 },
    );
  });
});
