import { Worker } from 'node:worker_threads';
import type { Trace } from '../trace/trace.js';
import type { Job, JobResult } from './job.js';

/** What each worker is started with; the requests of the traces are shared, not copied. */
export interface WorkerData {
  readonly traces: readonly Trace[];
  readonly policyModule: string | undefined;
}

/**
 * Does jobs in worker threads, each free one taking the next.
 *
 * @param done told after each job
 * @returns the results in the order of the jobs
 * @throws whatever a job throws; the others are then given up
 */
export async function runInWorkers(
  jobs: readonly Job[],
  data: WorkerData,
  count: number,
  done: () => void,
): Promise<JobResult[]> {
  const results = new Array<JobResult>(jobs.length);
  let next = 0;
  const workers: Worker[] = [];
  const work = async () => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: data });
    workers.push(worker);
    while (next < jobs.length) {
      const place = next++;
      results[place] = await answerOf(worker, jobs[place]!);
      done();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(count, jobs.length) }, work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}

function answerOf(worker: Worker, job: Job): Promise<JobResult> {
  return new Promise((resolve, reject) => {
    const answered = (result: JobResult) => {
      settle();
      resolve(result);
    };
    const failed = (error: unknown) => {
      settle();
      reject(error);
    };
    const ended = (code: number) => failed(new Error(`a worker ended with code ${code}`));
    const settle = () => worker.off('message', answered).off('error', failed).off('exit', ended);
    worker.on('message', answered).on('error', failed).on('exit', ended);
    worker.postMessage(job);
  });
}
