import { setTimeout as sleep } from 'node:timers/promises';

const AT_MOST = 30_000;

/** Until it answers true; a failure counts as false. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + AT_MOST;
  while (!(await condition().catch(() => false))) {
    if (performance.now() > giveUpAt) throw new Error('it does not come about');
    await sleep(20);
  }
}
