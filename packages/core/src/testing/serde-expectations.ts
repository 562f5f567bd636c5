import assert from 'node:assert/strict';
import { SerdeError } from '../errors.js';
import type { Serde } from '../storage/serde.js';
import { differenceBetween } from './difference.js';
import type { Sample } from './serde-samples.js';

export function expectCarried(serde: Serde, { make }: Sample): void {
  expectEqual(serde.deserialize(serde.serialize(make())), make());
}

export function expectEqual(actual: unknown, expected: unknown): void {
  const difference = differenceBetween(actual, expected);
  assert.equal(difference, undefined, difference);
}

export function isSerialized(serde: Serde, { make }: Sample): boolean {
  try {
    serde.serialize(make());
    return true;
  } catch (error) {
    mustBeRefusal(error);
    return false;
  }
}

export function expectRefused(attempt: () => unknown): void {
  let value: unknown;
  try {
    value = attempt();
  } catch (error) {
    mustBeRefusal(error);
    return;
  }
  assert.fail(`expected a SerdeError, got ${typeof value}`);
}

export function expectRefusedIfAtAll(attempt: () => unknown): void {
  try {
    attempt();
  } catch (error) {
    mustBeRefusal(error);
  }
}

function mustBeRefusal(error: unknown): void {
  assert.ok(error instanceof SerdeError, `expected a SerdeError, got ${error}`);
  assert.ok(error.path.startsWith('$'), `its path, ${error.path}, does not begin with $`);
}
