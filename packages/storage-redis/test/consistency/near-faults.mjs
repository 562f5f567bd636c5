import { setTimeout as sleep } from 'node:timers/promises';

/** Those of a Cluster; elsewhere the first is the only one. */
const LOGS = ['memoir::{memoir}:log', ...[1, 2, 3].map((number) => `memoir::{memoir:${number}}:log`)];

/**
 * What can go wrong with the log and with control keys.
 *
 * @param masters resolves to connections to all nodes that can be written to at present
 * @param masterOf resolves to the one of them that has a key
 */
export const nearFaults = (masters, masterOf) => ({
  async 'connections of the log killed'() {
    for (const redis of await masters()) {
      const list = await redis.client('LIST');
      for (const [, id] of list.matchAll(/^id=(\d+) .*cmd=xread/gm)) {
        await redis.client('KILL', 'ID', id).catch(() => 0);
      }
    }
  },
  async 'log loses messages'({ random }) {
    const owners = await ownersOfLogs(masterOf);
    const until = Date.now() + random.between(200, 800);
    while (Date.now() < until) await Promise.all(owners.map(([redis, log]) => redis.del(log)));
  },
  async 'log trimmed'() {
    const owners = await ownersOfLogs(masterOf);
    await Promise.all(owners.map(([redis, log]) => redis.xtrim(log, 'MAXLEN', 0)));
  },
  async 'control keys deleted at random'({ random }) {
    for (const redis of await masters()) {
      for (const key of await redis.keys('memoir*')) if (random.next() < 0.3) await redis.del(key);
    }
  },
});

export const longFreezes = {
  async 'process frozen for long'({ fleet, random, maxStaleness, longestFreeze }) {
    const { child } = random.oneOf(fleet.members);
    child.kill('SIGSTOP');
    await sleep(random.between(maxStaleness, longestFreeze));
    child.kill('SIGCONT');
  },
};

function ownersOfLogs(masterOf) {
  return Promise.all(LOGS.map(async (log) => [await masterOf(log), log]));
}
