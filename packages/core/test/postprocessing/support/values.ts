export const PRIMITIVES = [undefined, null, 0, -0, Number.NaN, '', 'text', false, true, 1n];

export class User {
  #secret = 'first';

  constructor(readonly profile: { name: string }) {}

  get secret(): string {
    return this.#secret;
  }

  change(): void {
    this.#secret = 'second';
  }
}
