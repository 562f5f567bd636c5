import type { Policies, Policy } from '../policies.js';
import { nextUsesOf } from '../replay/next-uses.js';
import { optimalHits } from '../replay/optimum.js';
import { type Replay, replay } from '../replay/replay.js';
import { smallestCapacity } from '../replay/smallest-capacity.js';
import type { Trace } from '../trace/trace.js';
import { type Job, type JobResult, OPTIMUM } from './job.js';

/** Of fewer requests, the first replay mostly measures how long code takes that has not been compiled yet. */
const REQUESTS_WORTH_MEASURING = 200_000;

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
    const hitsAt = (size: number) => this.#hitsAt(trace, job.policy, size);
    const capacity = smallestCapacity(hitsAt, job.wantedHits, trace.keys.length);
    return { hits: 0, nanosecondsPerRequest: undefined, capacity };
  }

  #replay(trace: Trace, policy: string, size: number): Pick<JobResult, 'hits' | 'nanosecondsPerRequest'> {
    if (policy !== OPTIMUM) return this.#fastestReplay(trace, this.policies[policy]!, size);
    return { hits: this.#hitsAt(trace, OPTIMUM, size), nanosecondsPerRequest: undefined };
  }

  #hitsAt(trace: Trace, policy: string, size: number): number {
    if (policy !== OPTIMUM) return replay(trace, this.policies[policy]!(size)).hits;
    if (this.#nextUses?.trace !== trace) this.#nextUses = { trace, positions: nextUsesOf(trace) };
    return optimalHits(trace, size, this.#nextUses.positions);
  }

  /** A short trace is replayed several times; hits are the same each time. */
  #fastestReplay(trace: Trace, policy: Policy, size: number): Replay {
    let fastest = replay(trace, policy(size));
    for (let requests = trace.requests.length; requests < REQUESTS_WORTH_MEASURING; requests += trace.requests.length) {
      const another = replay(trace, policy(size));
      if (another.nanosecondsPerRequest < fastest.nanosecondsPerRequest) fastest = another;
    }
    return fastest;
  }
}
