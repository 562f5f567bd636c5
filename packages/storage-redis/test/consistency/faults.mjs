import { setTimeout as sleep } from 'node:timers/promises';

/** What goes wrong wherever the data is; each is over when its promise is. */
const processFaults = {
  async 'process frozen'({ fleet, random, leaseFor }) {
    const { child } = random.oneOf(fleet.members);
    child.kill('SIGSTOP');
    await sleep(random.between(50, 3 * leaseFor));
    child.kill('SIGCONT');
  },
  async 'process killed'({ fleet, random }) {
    await fleet.replace(random.oneOf(fleet.members));
  },
  async 'connections cut'({ fleet }) {
    for (const { network } of fleet.members) network.cut();
  },
  async 'network slow'({ fleet, random }) {
    const { network } = random.oneOf(fleet.members);
    network.delay(random.between(20, 300));
    await sleep(random.between(200, 1_000));
    network.delay(0);
  },
  async 'network loses what it carries'({ fleet, random }) {
    const { network } = random.oneOf(fleet.members);
    network.lose(random.oneOf(['answers', 'everything']));
    await sleep(random.between(50, 1_000));
    network.lose('nothing');
  },
};

/** One fault after the other, with a pause before each, until told to stop. @returns how many of which kind there were */
export async function makeFaults(run, ofServers, isOver) {
  const faults = Object.entries({ ...ofServers, ...processFaults });
  const counts = Object.fromEntries(faults.map(([name]) => [name, 0]));
  for (let turn = 0; ; turn++) {
    await sleep(run.random.between(200, 700));
    if (isOver()) return counts;
    // All of them in turn: a short run shows each.
    const [name, make] = faults[turn % faults.length];
    try {
      await make(run);
    } catch (cause) {
      throw new Error(`a fault does not go as it should: ${name}`, { cause });
    }
    counts[name]++;
  }
}
