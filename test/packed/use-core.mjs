import assert from 'node:assert/strict';
import { ConfigurationError, parseByteSize, parseDuration } from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';

assert.equal(parseDuration('1.5h'), 5_400_000);
assert.equal(parseByteSize('128M'), 128 * 1024 * 1024);
assert.throws(() => parseDuration('2 minutes'), ConfigurationError);

const clock = new ManualClock(0);
await clock.advance('10s');
assert.equal(clock.now(), 10_000);
