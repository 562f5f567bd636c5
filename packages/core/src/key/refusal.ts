import { UnkeyableArgumentError } from '../errors.js';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const LONGEST_PATH = 32;

/** One step of a path: an element's index, or text that is already written as JavaScript would, such as `.get("a")`. */
export type PathStep = number | string;

/** The step to a property, as JavaScript would write it: `.name`, or `["odd name"]`. */
export function propertyStep(name: string): PathStep {
  return IDENTIFIER.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/**
 * Why something inside an argument cannot be encoded, on its way up through the containers, each of which adds its step.
 * So the path costs nothing until it is needed.
 */
export class Refusal {
  readonly #steps: PathStep[] = [];

  constructor(
    readonly what: string,
    readonly cause?: unknown,
  ) {}

  /** Takes what was thrown while a value was read: a refusal from below, or an error of a getter, a `toJSON`, a Proxy. */
  static of(thrown: unknown): Refusal {
    return thrown instanceof Refusal ? thrown : new Refusal(`what cannot be read (${message(thrown)})`, thrown);
  }

  at(step: PathStep): this {
    this.#steps.push(step);
    return this;
  }

  /** @param root what the path begins with, such as `args` */
  toError(root: string): UnkeyableArgumentError {
    const steps = this.#steps.toReversed().map((step) => (typeof step === 'number' ? `[${step}]` : step));
    const path = steps.length > LONGEST_PATH ? `${steps.slice(0, LONGEST_PATH).join('')}...` : steps.join('');
    return new UnkeyableArgumentError(
      root + path,
      this.what,
      this.cause === undefined ? undefined : { cause: this.cause },
    );
  }
}

function message(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'an error without a text';
  }
}
