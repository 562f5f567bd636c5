import { Refusal } from './refusal.js';

/** The containers that a value lies in, innermost first. */
export interface Trail {
  readonly container: object;
  readonly depth: number;
  readonly outer: Trail | undefined;
}

/** Encodes one value inside the containers of a trail; containers are given it, so that they need not know each other. */
export type Encode = (value: unknown, trail: Trail | undefined) => string;

/** Deep enough for any argument that is meant, and far from the end of an ordinary stack. */
const DEEPEST = 500;

/** @throws {Refusal} if the container lies in itself, or deeper than any argument that is meant */
export function enter(container: object, outer: Trail | undefined): Trail {
  for (let above = outer; above !== undefined; above = above.outer) {
    if (above.container === container) throw new Refusal('a circular structure');
  }
  const depth = outer === undefined ? 1 : outer.depth + 1;
  if (depth > DEEPEST) throw new Refusal(`nested more than ${DEEPEST} levels deep`);
  return { container, depth, outer };
}
