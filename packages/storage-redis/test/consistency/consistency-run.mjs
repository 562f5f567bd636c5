import { setTimeout as sleep } from 'node:timers/promises';
import { violationsIn } from './checker.mjs';
import { makeFaults } from './faults.mjs';
import { Fleet } from './fleet.mjs';
import { longFreezes } from './near-faults.mjs';
import { randomFrom } from './random.mjs';
import { Source } from './source.mjs';
import { stalenessIn } from './staleness.mjs';
import { topologies } from './topologies.mjs';

const PROCESSES = 5;
const LEASE_FOR = 400;
const KEYS = 8;
/** So many that a message which is lost is not made good by the next one of the same key at once. */
const KEYS_WITH_NEAR_TIERS = 150;
/** Of a fault that has begun when the time is up: a failover takes a while. */
const FAULT_ENDS_WITHIN = 60_000;

/**
 * Processes that read, write, invalidate and clear what they share in Redis, while it and they and the network between
 * them meet faults.
 *
 * @param topology 'standalone', 'sentinel' or 'cluster'
 * @param confirmingReplicas as many as there are unless told otherwise
 * @param plainSet the bug put in: what is loaded is stored without comparing
 * @param near with near tiers: `maxStaleness` and `longestFreeze` of a process in milliseconds, `clockShift` by which the
 * wall clocks of processes differ, `ignoreGaps` and `waitForNobody` to put bugs in,
 * `consistency` of removals: with 'nodes' a read from near is held to what holds for any read
 * @returns what happened, and every read that was older than an invalidation which had ended before it began
 */
export async function consistencyRun({
  seconds,
  seed,
  topology = 'standalone',
  confirmingReplicas,
  plainSet = false,
  leaseFor = LEASE_FOR,
  near,
}) {
  if (!(topology in topologies)) throw new Error(`no such topology: ${topology}`);
  const servers = await topologies[topology]();
  const keys = Array.from({ length: near ? KEYS_WITH_NEAR_TIERS : KEYS }, (_, number) => `key-${number}`);
  const task = {
    keys,
    seed,
    plainSet,
    leaseFor,
    confirmingReplicas: confirmingReplicas ?? servers.replicas,
    near,
  };
  const fleet = new Fleet(servers, new Source(keys), task);
  try {
    for (let count = 0; count < PROCESSES; count++) await fleet.start();
    let isOver = false;
    const faulting = makeFaults(
      { fleet, random: randomFrom(seed), leaseFor, keys, ...near },
      near === undefined ? servers.faults : { ...servers.nearFaults, ...servers.faults, ...longFreezes },
      () => isOver,
    );
    await Promise.race([sleep(seconds * 1_000), fleet.failure, faulting]);
    isOver = true;
    const faults = await Promise.race([faulting, fleet.failure, sleep(FAULT_ENDS_WITHIN, undefined, { ref: false })]);
    if (faults === undefined) throw new Error('a fault does not end');
    await servers.whole();
    return reportOf(fleet.history, await fleet.finish(), faults, near);
  } finally {
    await fleet.kill();
    await servers.stop();
  }
}

function reportOf(history, results, faults, near) {
  const sum = (name) => results.reduce((total, result) => total + result[name], 0);
  const invalidations = history.filter(({ kind }) => kind === 'invalidation');
  const confirmed = invalidations.filter((event) => event.confirmed).length;
  const staleness = near && stalenessIn(history, near.maxStaleness);
  const isNearExact = near?.consistency === 'nodes';
  const violations = [...violationsIn(history, isNearExact), ...(staleness?.violations ?? [])];
  return {
    reads: history.length - invalidations.length,
    // Of the processes that lived to tell.
    hits: sum('hits'),
    loads: sum('loads'),
    invalidationsConfirmed: confirmed,
    invalidationsUnconfirmed: invalidations.length - confirmed,
    ...(staleness && { staleness: staleness.histogram, longestStaleness: Math.round(staleness.longest) }),
    faults,
    plainSets: sum('plainSets'),
    violations: violations.length,
    examples: violations.slice(0, 3),
  };
}
