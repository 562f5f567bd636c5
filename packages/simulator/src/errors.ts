/** What the user typed makes no sense; the command ends with code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A trace that cannot be read, or not in the format that was named. */
export class TraceError extends Error {
  override readonly name = 'TraceError';

  /** @param trace its name, which begins the message */
  constructor(trace: string, problem: string, cause?: unknown) {
    super(`${trace}: ${problem}`, cause === undefined ? undefined : { cause });
  }
}
