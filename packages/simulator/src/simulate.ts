import { availableParallelism } from 'node:os';
import { UsageError } from './errors.js';
import { knownPolicies } from './known-policies.js';
import type { NeededCapacity, SimulatedPolicy, Simulation } from './simulation.js';
import { DEFAULT_SIZES, entriesOf, type Size } from './size.js';
import { mostHits, type Trace } from './trace/trace.js';
import { type Job, type JobResult, OPTIMUM } from './work/job.js';
import { JobRunner } from './work/job-runner.js';
import { runInWorkers } from './work/worker-pool.js';

export interface SimulationOptions {
  /** Names of policies; all that are known where nothing is given. */
  readonly policies?: readonly string[] | undefined;
  /** Source of the default: chosen for a curve that shows its bend. */
  readonly sizes?: readonly Size[] | undefined;
  /** Hit ratios, as shares of 1, to find the needed capacity for. */
  readonly targets?: readonly number[] | undefined;
  /** Worker threads; 0 replays in this thread. As many as the machine runs at once where nothing is given. */
  readonly workers?: number | undefined;
  /** Path of an ES module whose export `policies` adds to those of core. */
  readonly policyModule?: string | undefined;
  /** Told after each replay. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Replays each trace against each policy at each size.
 *
 * @throws {UsageError} for an unknown policy, or a size larger than the unique keys of a trace
 */
export async function simulate(traces: readonly Trace[], options: SimulationOptions = {}): Promise<Simulation> {
  const known = await knownPolicies(options.policyModule);
  const names = options.policies ?? Object.keys(known);
  for (const name of names) {
    if (!Object.hasOwn(known, name)) {
      throw new UsageError(`there is no policy '${name}'; there are ${Object.keys(known).join(', ')}`);
    }
  }
  const sizes = options.sizes ?? DEFAULT_SIZES;
  const plan = traces.flatMap((trace, index) => planOf(index, entriesOf(sizes, trace), names));
  const searches = traces.flatMap((trace, index) => searchesOf(index, trace, options.targets ?? [], names));
  // Searches are the longest, so they go first: nobody waits for one at the end.
  const jobs: Job[] = [...searches.map(({ job }) => job), ...plan];
  const total = jobs.length;
  let done = 0;
  const progressed = () => options.onProgress?.(++done, total);
  const workers = options.workers ?? availableParallelism();
  const data = { traces, policyModule: options.policyModule };
  const results =
    workers === 0
      ? runHere(jobs, new JobRunner(traces, known), progressed)
      : await runInWorkers(jobs, data, workers, progressed);
  return {
    policies: figuresOf(traces, plan, results.slice(searches.length)),
    capacities: searches.map(({ answer }, index) => ({ ...answer, capacity: results[index]!.capacity })),
  };
}

type ReplayJob = Job & { readonly kind: 'replay' };

function planOf(trace: number, sizes: readonly number[], names: readonly string[]): ReplayJob[] {
  return sizes.flatMap((size) =>
    [OPTIMUM, ...names].map((policy) => ({ kind: 'replay', trace, policy, size }) as const),
  );
}

function searchesOf(
  index: number,
  trace: Trace,
  targets: readonly number[],
  names: readonly string[],
): { job: Job; answer: Omit<NeededCapacity, 'capacity'> }[] {
  const requests = trace.requests.length;
  return targets.flatMap((target) =>
    [OPTIMUM, ...names].map((policy) => ({
      job: { kind: 'capacity', trace: index, policy, wantedHits: hitsFor(target, requests) },
      answer: { trace: trace.name, unique: trace.keys.length, policy, target, highest: mostHits(trace) / requests },
    })),
  );
}

function runHere(jobs: readonly Job[], runner: JobRunner, done: () => void): JobResult[] {
  return jobs.map((job) => {
    const result = runner.run(job);
    done();
    return result;
  });
}

/** The jobs of one size of one trace lie side by side, the optimum first. */
function figuresOf(
  traces: readonly Trace[],
  plan: readonly ReplayJob[],
  results: readonly JobResult[],
): SimulatedPolicy[] {
  const figures: SimulatedPolicy[] = [];
  for (let from = 0; from < plan.length; ) {
    let to = from + 1;
    while (to < plan.length && plan[to]!.policy !== OPTIMUM) to++;
    const best = Math.max(...results.slice(from + 1, to).map(({ hits }) => hits));
    for (let at = from + 1; at < to; at++) {
      figures.push(figureOf(traces[plan[at]!.trace]!, plan[at]!, results[at]!, results[from]!.hits, best));
    }
    from = to;
  }
  return figures;
}

function figureOf(trace: Trace, job: ReplayJob, result: JobResult, optimalHits: number, best: number): SimulatedPolicy {
  const requests = trace.requests.length;
  const { hits, nanosecondsPerRequest } = result;
  return {
    trace: trace.name,
    requests,
    unique: trace.keys.length,
    size: job.size,
    policy: job.policy,
    hits,
    hitRatio: hits / requests,
    optimum: optimalHits / requests,
    shareOfOptimum: optimalHits === 0 ? 1 : hits / optimalHits,
    regret: (best - hits) / requests,
    nanosecondsPerRequest: nanosecondsPerRequest!,
  };
}

/** 7 % of 100 requests are 7 hits, though 0.07 * 100 is a little more. */
function hitsFor(target: number, requests: number): number {
  return Math.ceil(target * requests - 1e-6);
}
