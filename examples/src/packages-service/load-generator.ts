import { HttpClient } from './http-client.js';
import { percentile } from './percentile.js';
import { chooseByPopularity } from './popularity.js';
import { seededRandom } from './random.js';

export interface LoadPlan {
  readonly port: number;
  /** The packages to ask for, the most popular first. */
  readonly names: readonly string[];
  readonly connections: number;
  /** For how many milliseconds new requests are sent; those under way at the end are waited for and counted. */
  readonly sendFor: number;
  /** The same seed asks for the same names in the same order. */
  readonly seed: number;
}

export interface LoadOutcome {
  readonly requests: number;
  /** What went wrong: no answer, another status than 200, or two different answers about one package. */
  readonly failures: readonly string[];
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** The body of the first answer about each package. */
  readonly answers: Readonly<Record<string, string>>;
}

/**
 * Asks a service as fast as it answers: each connection sends its next request when the previous one is answered.
 *
 * Latencies are those of all requests, the slowest and the last included, each from sending it to the end of its answer, in milliseconds.
 */
export async function generateLoad(plan: LoadPlan, onProgress: (requests: number) => void): Promise<LoadOutcome> {
  const client = new HttpClient(plan.port, plan.connections);
  const nextName = chooseByPopularity(plan.names, seededRandom(plan.seed));
  const answers = new Map<string, string>();
  const failures: string[] = [];
  const latencies: number[] = [];
  const begun = performance.now();

  async function ask(name: string): Promise<void> {
    const sent = performance.now();
    try {
      const { status, body } = await client.getPackage(name);
      if (status !== 200) failures.push(`${name}: status ${status}`);
      else if (!answers.has(name)) answers.set(name, body);
      else if (answers.get(name) !== body) failures.push(`${name}: two different answers`);
    } catch (error) {
      failures.push(`${name}: ${error}`);
    }
    latencies.push(performance.now() - sent);
  }

  async function useConnection(): Promise<void> {
    do {
      await ask(nextName());
      onProgress(latencies.length);
    } while (performance.now() - begun < plan.sendFor);
  }

  await Promise.all(Array.from({ length: plan.connections }, useConnection));
  const seconds = (performance.now() - begun) / 1000;
  client.close();
  const sorted = Float64Array.from(latencies).sort();
  return {
    requests: latencies.length,
    failures,
    requestsPerSecond: latencies.length / seconds,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    answers: Object.fromEntries(answers),
  };
}
