import { parentPort, workerData } from 'node:worker_threads';
import { knownPolicies } from '../known-policies.js';
import type { Job } from './job.js';
import { JobRunner } from './job-runner.js';
import type { WorkerData } from './worker-pool.js';

const { traces, policyModule } = workerData as WorkerData;
const runner = new JobRunner(traces, await knownPolicies(policyModule));
parentPort!.on('message', (job: Job) => parentPort!.postMessage(runner.run(job)));
