import { generateLoad, type LoadPlan } from './load-generator.js';
import type { LoadMessage } from './run-load.js';

// The process that `runLoad` starts: its work shares no event loop with the service that it measures.

/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 100;

process.once('message', (plan) => void work(plan as LoadPlan));
process.once('disconnect', () => process.exit());

async function work(plan: LoadPlan): Promise<void> {
  let requests = 0;
  const reports = setInterval(() => send({ requests }), REPORT_EVERY);
  const outcome = await generateLoad(plan, (answered) => {
    requests = answered;
  });
  clearInterval(reports);
  send({ outcome });
}

function send(message: LoadMessage): void {
  process.send?.(message);
}
