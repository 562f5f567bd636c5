/** What stands for Belady's MIN where the name of a policy is asked for. */
export const OPTIMUM = 'optimum';

/** One replay, or one search for a capacity, for a worker. Traces are meant by their place in the list of traces. */
export type Job =
  | { readonly kind: 'replay'; readonly trace: number; readonly policy: string; readonly size: number }
  | { readonly kind: 'capacity'; readonly trace: number; readonly policy: string; readonly wantedHits: number };

export interface JobResult {
  /** Of a replay. */
  readonly hits: number;
  /** Of a replay; `undefined` for the optimum, which no cache can run. */
  readonly nanosecondsPerRequest: number | undefined;
  /** Of a search; `undefined` where no capacity does. */
  readonly capacity: number | undefined;
}
