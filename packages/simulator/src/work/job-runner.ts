import type { Policies } from '../policies.js';
import { nextUsesOf } from '../replay/next-uses.js';
import { optimalHits } from '../replay/optimum.js';
import { replay } from '../replay/replay.js';
import { smallestCapacity } from '../replay/smallest-capacity.js';
import type { Trace } from '../trace/trace.js';
import { type Job, type JobResult, OPTIMUM } from './job.js';

/** Does jobs on the traces it is given, one after another. */
export class JobRunner {
  /** Of the trace that the last optimum was for. */
  #nextUses: { readonly trace: Trace; readonly positions: Int32Array } | undefined;

  constructor(
    private readonly traces: readonly Trace[],
    private readonly policies: Policies,
  ) {}

  run(job: Job): JobResult {
    const trace = this.traces[job.trace]!;
    if (job.kind === 'replay') return { ...this.#replay(trace, job.policy, job.size), capacity: undefined };
    const hitsAt = (size: number) => this.#replay(trace, job.policy, size).hits;
    const capacity = smallestCapacity(hitsAt, job.wantedHits, trace.keys.length);
    return { hits: 0, nanosecondsPerRequest: undefined, capacity };
  }

  #replay(trace: Trace, policy: string, size: number): Pick<JobResult, 'hits' | 'nanosecondsPerRequest'> {
    if (policy !== OPTIMUM) return replay(trace, this.policies[policy]!(size));
    if (this.#nextUses?.trace !== trace) this.#nextUses = { trace, positions: nextUsesOf(trace) };
    return { hits: optimalHits(trace, size, this.#nextUses.positions), nanosecondsPerRequest: undefined };
  }
}
