import type { Runner } from '../../src/testing/runner.js';

interface Collected {
  readonly name: string;
  readonly body: () => Promise<void> | void;
}

/** Declares a suite with a runner of its own and runs it: what fails is a result here, not a failure. */
export class CollectedSuite {
  readonly #tests: Collected[] = [];

  constructor(declare: (runner: Runner) => void) {
    declare({
      describe: (_name, body) => body(),
      it: (name, body) => void this.#tests.push({ name, body }),
    });
  }

  get names(): readonly string[] {
    return this.#tests.map(({ name }) => name);
  }

  /** @returns the message of each test that failed, by the test's name; of those that match, where a pattern is given */
  async failures(pattern: string | RegExp = ''): Promise<Map<string, string>> {
    const failures = new Map<string, string>();
    for (const { name, body } of this.#tests) {
      if (typeof pattern === 'string' ? !name.includes(pattern) : !pattern.test(name)) continue;
      try {
        await body();
      } catch (error) {
        failures.set(name, (error as Error).message);
      }
    }
    return failures;
  }
}
