const assert = require('node:assert/strict');
const { ConfigurationError, parseDuration } = require('@memoir/core');
const { ManualClock } = require('@memoir/core/testing');

assert.equal(parseDuration('10m'), 600_000);
assert.throws(() => parseDuration('soon'), ConfigurationError);

const clock = new ManualClock(0);
clock.advance('1d').then(() => assert.equal(clock.now(), 86_400_000));
