import type { Serde } from '../storage/serde.js';
import type { Runner } from './runner.js';
import { declareByteRules } from './serde-byte-rules.js';
import { expectCarried, expectRefused, isSerialized } from './serde-expectations.js';
import { FAITHFUL_SAMPLES, OPTIONAL_SAMPLES, PLAIN_SAMPLES, UNCARRIABLE_SAMPLES } from './serde-samples.js';

export interface SerdeConformanceOptions {
  /**
   * Whether it must carry dates, maps, sets, errors, typed arrays and the like. Otherwise it may refuse them.
   *
   * @default false
   */
  readonly faithful?: boolean | undefined;
}

/**
 * Declares the tests that every serde must pass: a hit is what a miss was, or there is no hit. What a serde cannot carry
 * it refuses with a `SerdeError`; it never carries it as something else.
 */
export function serdeConformance(
  runner: Runner,
  name: string,
  create: () => Serde,
  options: SerdeConformanceOptions = {},
): void {
  const { describe, it } = runner;
  describe(name, () => {
    describe('carries', () => {
      for (const sample of [...PLAIN_SAMPLES, ...(options.faithful ? FAITHFUL_SAMPLES : [])]) {
        it(sample.what, () => expectCarried(create(), sample));
      }
    });
    describe('carries as it is, or refuses,', () => {
      for (const sample of [...(options.faithful ? [] : FAITHFUL_SAMPLES), ...OPTIONAL_SAMPLES]) {
        it(sample.what, () => {
          const serde = create();
          if (isSerialized(serde, sample)) expectCarried(serde, sample);
        });
      }
    });
    describe('refuses', () => {
      for (const { what, make } of UNCARRIABLE_SAMPLES) {
        it(what, () => {
          for (const value of [make(), { list: [1, make()] }]) expectRefused(() => create().serialize(value));
        });
      }
    });
    describe('bytes', () => declareByteRules(it, create));
  });
}
