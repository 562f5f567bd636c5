/** What a conformance suite needs of a test runner: jest, vitest, mocha, `node:test` and most others have these two. */
export interface Runner {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void> | void): void;
}
