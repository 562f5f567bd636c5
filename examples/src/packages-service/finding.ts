/** What one part of the job has to show, and what was wrong with it. */
export interface Finding {
  readonly lines: readonly string[];
  /** Empty if all is well. */
  readonly failures: readonly string[];
}
