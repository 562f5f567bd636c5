import { fork } from 'node:child_process';
import { once } from 'node:events';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { Network } from './network.mjs';

/** Milliseconds: a process that has told its result ends by itself. */
const ENDS_WITHIN = 15_000;
const CLIENT = fileURLToPath(new URL('client.mjs', import.meta.url));

/** The processes of a run, each with a network of its own. */
export class Fleet {
  /** Those that are alive: `by` (its number), `child`, `network`, `result`. */
  members = [];
  history = [];
  #failed;
  /** Rejects when a process ends that was not told to. */
  failure = new Promise((_, fail) => {
    this.#failed = fail;
  });
  #topology;
  #source;
  #task;
  #started = 0;

  constructor(topology, source, task) {
    this.#topology = topology;
    this.#source = source;
    this.#task = task;
    this.failure.catch(() => undefined);
  }

  async start() {
    const by = this.#started++;
    const network = await Network.to(this.#topology.ports);
    const clockShift = (((this.#task.seed + by) % 5) - 2) * (this.#task.near?.clockShift ?? 0);
    const task = { ...this.#task, clockShift, way: this.#topology.wayFor(network), seed: this.#task.seed + 1 + by, by };
    const child = fork(CLIENT, [JSON.stringify(task)], { execArgv: ['--unhandled-rejections=strict'] });
    const member = { by, child, network, result: undefined, isExpendable: false, isLate: false };
    member.result = this.#resultOf(member);
    member.result.catch(this.#failed);
    this.members.push(member);
  }

  /** Another one in the place of one that is killed: all it knew is gone, all it had sent is not. */
  async replace(member) {
    member.isExpendable = true;
    this.members = this.members.filter((other) => other !== member);
    member.child.kill('SIGKILL');
    await member.result;
    await member.network.close();
    await this.start();
  }

  /** @returns what each has to tell in the end */
  finish() {
    for (const { child } of this.members) child.send({ stop: true });
    return Promise.all(this.members.map(({ result }) => result));
  }

  async kill() {
    for (const member of this.members) {
      member.isExpendable = true;
      member.child.kill('SIGKILL');
    }
    await Promise.all(this.members.map(({ network }) => network.close()));
  }

  /** Answers its questions and gathers what it tells until it ends. */
  async #resultOf(member) {
    const { child } = member;
    let result;
    let late;
    child.on('message', (message) => {
      // Nobody may be there any more: a refresh behind the scenes asks, and its process ends.
      if (message.ask) child.send({ id: message.id, answer: this.#source.answer(message) }, () => undefined);
      if (message.history) this.history.push(...message.history);
      if (message.unanswered) console.error('calls that nobody answered:', message.unanswered, message.state);
      if (message.result) {
        result = message.result;
        late = setTimeout(() => {
          // What it has told counts; that it has to end by itself is for other tests to hold.
          console.error(`process ${member.by} has told its result and does not end`);
          member.isLate = true;
          child.kill('SIGKILL');
        }, ENDS_WITHIN);
      }
    });
    const [code, signal] = await once(child, 'exit');
    clearTimeout(late);
    if (member.isExpendable) return undefined;
    if (member.isLate) return result;
    if (code !== 0 || result === undefined) throw new Error(`process ${member.by} ended with ${code ?? signal}`);
    return result;
  }
}
