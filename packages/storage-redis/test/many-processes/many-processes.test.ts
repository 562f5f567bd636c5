import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { RedisServer } from '@memoir/redis-test-server';

const CALLER = join(process.cwd(), 'packages/storage-redis/test/many-processes/caller.mjs');
const CALLERS = 100;
const LOAD_TAKES = 300;
/** Beyond the load itself. */
const AT_MOST: number = 50;

type Message =
  | { readonly kind: 'loading'; readonly key: string }
  | { readonly kind: 'loaded'; readonly key: string; readonly took: number }
  | { readonly kind: 'answered'; readonly key: string; readonly values: readonly string[]; readonly longest: number };

/** Processes of their own, with what was built; all of them call when told to. */
class Fleet {
  readonly messages: (Message & { readonly from: ChildProcess })[] = [];
  readonly #arrivals = new EventEmitter();

  private constructor(
    private readonly server: RedisServer,
    readonly processes: readonly ChildProcess[],
  ) {
    for (const from of processes) {
      from.on('message', (message) => {
        this.messages.push({ ...(message as Message), from });
        this.#arrivals.emit('message');
      });
    }
  }

  static async start(size: number, leaseFor: number): Promise<Fleet> {
    const server = await RedisServer.start();
    const task = JSON.stringify({ url: server.url, leaseFor });
    const fleet = new Fleet(
      server,
      Array.from({ length: size }, () => fork(CALLER, [task], { execArgv: ['--unhandled-rejections=strict'] })),
    );
    // Connected, and compiled a little.
    fleet.call('warm', 1);
    await fleet.answered('warm', size);
    return fleet;
  }

  call(key: string, takes = LOAD_TAKES): void {
    const living = this.processes.filter((process) => process.exitCode === null && process.signalCode === null);
    for (const process of living) process.send({ key, takes, callers: CALLERS });
  }

  of<K extends Message['kind']>(kind: K, key: string) {
    return this.messages.filter(
      (message): message is Extract<Message, { kind: K }> & { from: ChildProcess } =>
        message.kind === kind && message.key === key,
    );
  }

  async answered(key: string, count: number) {
    while (this.of('answered', key).length < count) await once(this.#arrivals, 'message');
    return this.of('answered', key);
  }

  /** The process that loads, once there is one. */
  async owner(key: string): Promise<ChildProcess> {
    while (this.of('loading', key).length === 0) await once(this.#arrivals, 'message');
    return this.of('loading', key)[0]!.from;
  }

  async stop(): Promise<void> {
    const ended = this.processes.map((one) => one.exitCode ?? one.signalCode ?? once(one, 'exit'));
    for (const process of this.processes) if (process.connected) process.send({});
    await Promise.all(ended);
    await this.server.stop();
  }
}

let fleet: Fleet | undefined;
afterEach(() => fleet?.stop());

describe('100 callers in each of 4 processes, and a cold key', () => {
  it('run one load, and wait for it and little more', async () => {
    fleet = await Fleet.start(4, 5_000);
    const beyond: number[] = [];
    for (let round = 0; round < 5; round++) {
      const key = `key ${round}`;
      fleet.call(key);
      const answers = await fleet.answered(key, 4);

      expect(new Set(answers.flatMap(({ values }) => values)).size).toBe(1);
      expect(fleet.of('loading', key)).toHaveLength(1);
      const { took } = fleet.of('loaded', key)[0]!;
      beyond.push(Math.max(...answers.map(({ longest }) => longest)) - took);
    }
    // The median: what else runs on this machine may hold up one of them.
    expect(beyond.sort((a, b) => a - b)[2]).toBeLessThan(AT_MOST);
  }, 60_000);

  it('run two loads in all if the process that loads is killed', async () => {
    const leaseFor = 600;
    fleet = await Fleet.start(4, leaseFor);
    const key = 'key';
    fleet.call(key);
    const owner = await fleet.owner(key);
    owner.kill('SIGKILL');
    const answers = await fleet.answered(key, 3);

    expect(new Set(answers.flatMap(({ values }) => values)).size).toBe(1);
    expect(fleet.of('loading', key)).toHaveLength(2);
    const { took, from: successor } = fleet.of('loaded', key)[0]!;
    expect(answers[0]!.values).toEqual([`by ${successor.pid}`]);
    // The rest of its lease, and the load of the successor.
    expect(Math.max(...answers.map(({ longest }) => longest))).toBeLessThan(leaseFor + took + 4 * AT_MOST);
  }, 60_000);

  it('keep what the successor has stored when the process that loads was frozen and goes on', async () => {
    fleet = await Fleet.start(4, 400);
    const key = 'key';
    fleet.call(key);
    const owner = await fleet.owner(key);
    owner.kill('SIGSTOP');
    await fleet.answered(key, 3);
    expect(fleet.of('loading', key)).toHaveLength(2);
    owner.kill('SIGCONT');
    await fleet.answered(key, 4);

    const { from: successor } = fleet.of('loaded', key)[0]!;
    expect(successor).not.toBe(owner);
    fleet.messages.length = 0;
    fleet.call(key);
    for (const { values } of await fleet.answered(key, 4)) expect(values).toEqual([`by ${successor.pid}`]);
    expect(fleet.of('loading', key)).toEqual([]);
  }, 60_000);
});
