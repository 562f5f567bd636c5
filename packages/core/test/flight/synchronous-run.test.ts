import { describe, expect, it } from '@jest/globals';
import { synchronousRun } from '../../src/flight/synchronous-run.js';

describe('a synchronous run', () => {
  it('has one number from its beginning to its end', () => {
    expect(synchronousRun()).toBe(synchronousRun());
  });

  it('has another number than the one before it', async () => {
    const before = synchronousRun();
    await undefined;

    expect(synchronousRun()).toBeGreaterThan(before);
  });

  it('takes in what was waiting to run right after it when it began', async () => {
    const after = Promise.resolve().then(synchronousRun);
    const begun = synchronousRun();

    expect(await after).toBe(begun);
  });
});
