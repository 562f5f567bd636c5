import { setTimeout as sleep } from 'node:timers/promises';

/** What can go wrong with the log and with control keys, on one server. */
export const nearFaults = (redis) => ({
  async 'connections of the log killed'() {
    const list = await redis.client('LIST');
    for (const [, id] of list.matchAll(/^id=(\d+) .*cmd=xread/gm)) await redis.client('KILL', 'ID', id).catch(() => 0);
  },
  async 'log loses messages'({ random }) {
    const until = Date.now() + random.between(200, 800);
    while (Date.now() < until) await redis.del('memoir::{memoir}:log');
  },
  async 'log trimmed'() {
    await redis.xtrim('memoir::{memoir}:log', 'MAXLEN', 0);
  },
  async 'control keys deleted at random'({ random }) {
    for (const key of await redis.keys('memoir*')) if (random.next() < 0.3) await redis.del(key);
  },
  async 'process frozen for long'({ fleet, random, maxStaleness, longestFreeze }) {
    const { child } = random.oneOf(fleet.members);
    child.kill('SIGSTOP');
    await sleep(random.between(maxStaleness, longestFreeze));
    child.kill('SIGCONT');
  },
});
