import { setTimeout as sleep } from 'node:timers/promises';

/** What goes wrong while the processes work; each is over when its promise is. */
export const faults = {
  async 'server frozen'({ server, random }) {
    await server.freeze();
    await sleep(random.between(50, 900));
    await server.thaw();
  },
  async 'server killed, restarted empty'({ server, random }) {
    await server.kill();
    await sleep(random.between(0, 300));
    await server.restart();
  },
  async 'connections cut'({ redis }) {
    await redis.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  },
  async 'all data lost, server goes on'({ redis }) {
    await redis.flushall();
  },
  async 'process frozen'({ clients, random, leaseFor }) {
    const client = random.oneOf(clients);
    client.kill('SIGSTOP');
    await sleep(random.between(50, 3 * leaseFor));
    client.kill('SIGCONT');
  },
};

/** One fault after the other, with a pause before each, until told to stop. @returns how many of which kind there were */
export async function makeFaults(run, isOver) {
  const names = Object.keys(faults);
  const counts = Object.fromEntries(names.map((name) => [name, 0]));
  for (let turn = 0; ; turn++) {
    await sleep(run.random.between(200, 700));
    if (isOver()) return counts;
    // All of them in turn: a short run shows each.
    const name = names[turn % names.length];
    await faults[name](run);
    counts[name]++;
  }
}
