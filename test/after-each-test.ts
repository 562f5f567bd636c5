import { afterEach } from '@jest/globals';

/** Filled by `test/environment.mjs`. A rejection that nobody handles at all needs no check here: jest fails that test itself. */
const HANDLED_TOO_LATE = Symbol.for('memoir.handled-too-late');

afterEach(() => {
  const gathered = (globalThis as { [HANDLED_TOO_LATE]?: unknown[] })[HANDLED_TOO_LATE];
  if (gathered === undefined) {
    throw new Error('these tests need the environment of test/environment.mjs');
  }
  const reasons = gathered.splice(0);
  if (reasons.length > 0) {
    throw new AggregateError(
      reasons,
      `a promise was rejected and handled only later, where a Node process would have ended (${reasons.join(', ')}): attach the handler, or the expectation, before the rejection can happen`,
    );
  }
});
