import type { Invalidation } from '@memoir/core';

/** As a stream holds it. */
export function messageOf(invalidation: Invalidation): string {
  return JSON.stringify(invalidation);
}

/** @returns `undefined` for what is none: written by somebody else, or by a later version */
export function invalidationFrom(message: string): Invalidation | undefined {
  try {
    const parsed = JSON.parse(message) as Invalidation;
    return isInvalidation(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isInvalidation(parsed: Invalidation): boolean {
  switch (parsed?.kind) {
    case 'keys':
      return typeof parsed.namespace === 'string' && areTexts(parsed.keys);
    case 'namespace':
      return typeof parsed.namespace === 'string';
    case 'tags':
      return areTexts(parsed.tags);
    default:
      return false;
  }
}

function areTexts(list: readonly string[]): boolean {
  return Array.isArray(list) && list.every((text) => typeof text === 'string');
}
