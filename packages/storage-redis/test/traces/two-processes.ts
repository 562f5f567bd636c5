import {
  type KeyspaceContext,
  type LoggedStorage,
  MutableCacheConfiguration,
  memoize,
  standardConfiguration,
  systemClock,
  TieredStorage,
} from '@memoir/core';
import { settle } from '@memoir/core/testing';
import { until } from '@memoir/redis-test-server';
import { MemoryStorage } from '@memoir/storage-memory';
import type { Flight, State } from '../../../core/test/model/one-key/state.js';
import { type Bug, HeldFar } from './held-far.js';

const CONTEXT: KeyspaceContext = { clock: systemClock, report: () => undefined, removed: () => undefined };
/** What only the line sees of a tiered keyspace. */
interface Near {
  getNear(key: string, now: number): { readonly value: number } | undefined;
}

const KEY = 'ada';
const NAMESPACE = 'versions';

/** The real code of two processes, led step by step through what the model of one key has done. */
export class TwoProcesses {
  readonly violations: string[] = [];
  /** Steps of the model that the code did not offer; it may do with less. */
  skipped = 0;
  taken = 0;
  #source = 0;
  #carriedOut = 0;
  #confirmed = 0;
  /** The version of each message and whose it is, in the order of the log. */
  readonly #log: { version: number; by: number }[] = [];
  readonly #removals = new Map<number, { by: number; ended: Promise<unknown>; command: HeldFar['commands'][number] }>();
  readonly #answers: Promise<unknown>[] = [];
  readonly #processes;
  readonly #look;

  constructor(fars: readonly LoggedStorage[], bug: Bug) {
    this.#look = fars[0]!.keyspace<number>(NAMESPACE, CONTEXT);
    this.#processes = fars.map((real) => {
      const far = new HeldFar(real, bug);
      const tiers = new TieredStorage(new MemoryStorage(), far, { maxStaleness: '1h' });
      const loads: { version: number; end(): void }[] = [];
      const load = (_key: string) =>
        new Promise<number>((resolve) => {
          const version = this.#source;
          loads.push({ version, end: () => resolve(version) });
        });
      const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(tiers))
        .setNamespace(NAMESPACE)
        .setStorageTimeout('10m');
      const cached = memoize(load, configuration);
      return {
        far,
        tiers,
        loads,
        cached,
        told: 0,
        position: 0,
        removed: 0,
      };
    });
  }

  /** Once both follow the log, and the first version stands if the model begins with one. */
  async begin({ cell }: State): Promise<void> {
    for (const { tiers } of this.#processes) tiers.keyspace(NAMESPACE, CONTEXT);
    await until(async () => (await this.#look.get('somebody else')) === undefined);
    if (cell.kind !== 'value') return;
    const before = this.#processes.map(({ far }) => far.messages.length);
    const now = Date.now();
    const facts = { createdAt: now, staleAt: now + 1e6, expiresAt: now + 1e6, keepUntil: now + 1e6 };
    await this.#look.offer(KEY, { value: 0, tags: [], version: undefined, loadedIn: 1, ...facts });
    await this.#messagesArrive(before.map((count) => count + 1));
    for (const { far } of this.#processes) far.messages.length = 0;
  }

  /** @param before the model's state before the step */
  async take(name: string, before: State): Promise<void> {
    const did = await this.#do(name, before);
    if (did) this.taken++;
    else this.skipped++;
    for (const { far } of this.#processes) await far.isAtRest();
    await settle();
    await this.#check(name);
  }

  /** Lets everything go that is still on its way. */
  async end(): Promise<void> {
    let isOver = false;
    void Promise.allSettled(this.#answers).then(() => {
      isOver = true;
    });
    while (!isOver) {
      for (const { far, loads } of this.#processes) {
        for (const { end } of loads.splice(0)) end();
        for (const command of far.commands) {
          if (!command.isCarriedOut) await command.carryOut();
          if (!command.isAnswered) command.answer();
          command.endWait?.();
        }
        await far.isAtRest();
      }
      await settle();
    }
    for (const { cached, tiers } of this.#processes) {
      await cached.close();
      await tiers.close();
    }
  }

  async #do(name: string, state: State): Promise<boolean> {
    const by = /\btheirs\b/.test(name) ? 1 : 0;
    const process = this.#processes[by]!;
    const { far, loads } = process;
    const index = Number(/\((\d+)\)$/.exec(name)?.[1] ?? 1) - 1;
    const rank = (stage: Flight['stage']) =>
      state.processes[by]!.flights.slice(0, index).filter((flight) => flight.stage === stage).length;
    if (name.startsWith('a call')) return this.#call(by);
    if (name.startsWith('the source changes')) return this.#change(by, name.includes('expire'));
    if (name.startsWith('redis carries out')) return this.#carryOut(versionIn(name));
    if (name.startsWith('the log takes')) return true; // with the removal, in one script
    if (name.startsWith('the removal ends')) return this.#confirm(versionIn(name));
    if (name.startsWith('a message arrives')) {
      if (far.messages.length === 0) return false;
      far.tellNext();
      this.#told(by, 1);
      return true;
    }
    if (name.startsWith('messages are lost')) {
      const count = state.log.length - state.processes[by]!.position;
      far.lose(count);
      this.#told(by, count);
      return true;
    }
    if (name.startsWith('redis reads')) return carryOut(far.waiting('get', false)[rank('reading')]);
    if (name.startsWith('the read is answered')) return answer(far.waiting('get', true)[rank('read')]);
    if (name.startsWith('redis gives the right')) {
      const command = far.waiting('acquire', false)[rank('acquiring')];
      return (await carryOut(command)) && answer(command);
    }
    if (name.startsWith('the wait ends')) {
      const wait = far.waits[rank('held')];
      wait?.endWait?.();
      return wait !== undefined;
    }
    if (name.startsWith('redis takes the offer')) {
      const [load] = loads.splice(rank('loading'), 1);
      load?.end();
      await settle();
      const offer = far.waiting('offer', false)[0];
      if (offer) await offer.carryOut();
      return load !== undefined;
    }
    if (name.startsWith('the offer is answered')) return answer(far.waiting('offer', true)[rank('offered')]);
    throw new Error(`no such step: ${name}`);
  }

  /** Of its own removals a process knows when they have ended. */
  #told(by: number, count: number): void {
    const process = this.#processes[by]!;
    for (const message of this.#log.slice(process.position, process.position + count)) {
      if (message.by !== by) process.told = Math.max(process.told, message.version);
    }
    process.position += count;
  }

  #call(by: number): true {
    const { cached, removed } = this.#processes[by]!;
    const before = cached.statistics().hits;
    const floor = this.#confirmed;
    const answered = cached(KEY);
    const isNear = cached.statistics().hits > before;
    this.#answers.push(
      answered.then((version) => {
        if (version < (isNear ? removed : floor)) this.violations.push(`version ${version} for a call after ${floor}`);
      }),
    );
    return true;
  }

  async #change(by: number, expires: boolean): Promise<true> {
    const { cached, far } = this.#processes[by]!;
    const version = ++this.#source;
    const ended = expires ? cached.expire(KEY) : cached.invalidate(KEY);
    await settle();
    this.#answers.push(ended);
    this.#removals.set(version, { by, ended, command: far.commands.findLast(({ name }) => name === 'remove')! });
    return true;
  }

  async #carryOut(version: number): Promise<true> {
    const arrived = this.#processes.map(({ far }) => far.messages.length + 1);
    await this.#removals.get(version)!.command.carryOut();
    await this.#messagesArrive(arrived);
    this.#log.push({ version, by: this.#removals.get(version)!.by });
    this.#carriedOut = Math.max(this.#carriedOut, version);
    return true;
  }

  async #confirm(version: number): Promise<true> {
    const { by, ended, command } = this.#removals.get(version)!;
    command.answer();
    await ended;
    this.#processes[by]!.removed = Math.max(this.#processes[by]!.removed, version);
    this.#confirmed = Math.max(this.#confirmed, version);
    return true;
  }

  async #messagesArrive(counts: readonly number[]): Promise<void> {
    await until(async () => this.#processes.every(({ far }, by) => far.messages.length >= counts[by]!));
  }

  async #check(name: string): Promise<void> {
    const stored = await this.#look.get(KEY);
    if (stored !== undefined && Date.now() < stored.expiresAt && stored.value < this.#carriedOut) {
      this.violations.push(`version ${stored.value} stands after "${name}", ${this.#carriedOut} was removed`);
    }
    this.#processes.forEach(({ tiers, told, removed }, by) => {
      const near = tiers.keyspace<number>(NAMESPACE, CONTEXT) as unknown as Near;
      const kept = near.getNear(KEY, 0);
      const floor = Math.max(told, removed);
      if (kept !== undefined && kept.value < floor) {
        this.violations.push(`version ${kept.value} is near process ${by} after "${name}", ${floor} was removed`);
      }
    });
  }
}

function versionIn(name: string): number {
  return Number(/(\d+)$/.exec(name)![1]);
}

async function carryOut(command: HeldFar['commands'][number] | undefined): Promise<boolean> {
  await command?.carryOut();
  return command !== undefined;
}

function answer(command: HeldFar['commands'][number] | undefined): boolean {
  command?.answer();
  return command !== undefined;
}
