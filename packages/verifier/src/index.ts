export { ConsistencyVerifier, type ConsistencyVerifierOptions, type VerifierReport } from './consistency-verifier.js';
export type { StalenessBucket } from './staleness-histogram.js';
export type { TraceStep, Violation } from './violation.js';
