/** One policy at one size of one trace. Ratios are shares of 1. */
export interface SimulatedPolicy {
  readonly trace: string;
  readonly requests: number;
  readonly unique: number;
  /** Entries held at most. */
  readonly size: number;
  readonly policy: string;
  readonly hits: number;
  readonly hitRatio: number;
  /** The hit ratio of Belady's MIN. */
  readonly optimum: number;
  /** `hitRatio / optimum`; 1 where even the optimum is 0. More than 1 is possible where a policy declines what is new. */
  readonly shareOfOptimum: number;
  /** What the best of the simulated policies has more, at this size of this trace. */
  readonly regret: number;
  /** Wall time, with whatever else the machine did meanwhile. */
  readonly nanosecondsPerRequest: number;
}

/** The answer to "which capacity do I need?" */
export interface NeededCapacity {
  readonly trace: string;
  readonly unique: number;
  /** A policy, or `optimum`. */
  readonly policy: string;
  readonly target: number;
  /** `undefined` where no capacity does: the first request of each key is a miss. */
  readonly capacity: number | undefined;
  /** The hit ratio of a cache that holds everything. */
  readonly highest: number;
}

export interface Simulation {
  /** By trace, size and policy. */
  readonly policies: readonly SimulatedPolicy[];
  /** By trace, target and policy, the optimum first. */
  readonly capacities: readonly NeededCapacity[];
}
