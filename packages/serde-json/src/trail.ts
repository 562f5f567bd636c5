const NAME = /^[A-Za-z_$][\w$]*$/;
const INDEX = /^\d+$/;
const LONGEST = 40;

/** The way from the value itself to the member a walk stands at. */
export class Trail {
  readonly #steps: (string | number)[] = [];

  enter(step: string | number): void {
    this.#steps.push(step);
  }

  leave(): void {
    this.#steps.pop();
  }

  /** Such as `$.orders[3].total`; past 40 steps the rest is left out. */
  toString(): string {
    const path = this.#steps.slice(0, LONGEST).map(stepText).join('');
    return this.#steps.length > LONGEST ? `$${path}...` : `$${path}`;
  }
}

function stepText(step: string | number): string {
  if (typeof step === 'number' || INDEX.test(step)) return `[${step}]`;
  return NAME.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
