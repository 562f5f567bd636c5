import type {
  CacheKey,
  FollowOptions,
  Invalidation,
  InvalidationLog,
  Keyspace,
  KeyspaceContext,
  LeaseOutcome,
  LeasingKeyspace,
  LogFollower,
  LoggedStorage,
  LogSubscription,
} from '@memoir/core';

/** What is put in to be found: a store that does not compare, or messages that nobody hears. */
export type Bug = 'plain offers' | 'deaf' | undefined;

/** A command on its way: it takes effect when the test says so, and is answered when the test says so. */
export class Command {
  isCarriedOut = false;
  isAnswered = false;
  /** Of an `acquire` that was answered by `held`: ends the wait. */
  endWait: (() => void) | undefined;
  #answer!: () => void;
  readonly answered: Promise<void>;

  constructor(
    readonly name: string,
    private readonly effect: (command: Command) => Promise<void>,
  ) {
    this.answered = new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  async carryOut(): Promise<void> {
    this.isCarriedOut = true;
    await this.effect(this);
  }

  answer(): void {
    this.isAnswered = true;
    this.#answer();
  }
}

/** A far storage of which every step is held: what is sent, what is answered, what the log tells. */
export class HeldFar implements LoggedStorage {
  readonly shared = true;
  readonly commands: Command[] = [];
  /** Messages that have arrived and were not told. */
  readonly messages: Invalidation[] = [];
  readonly log: InvalidationLog;
  #follower: LogFollower | undefined;
  readonly #besides = new Set<Promise<unknown>>();

  constructor(
    private readonly far: LoggedStorage,
    private readonly bug: Bug,
  ) {
    this.log = {
      append: (invalidation) => far.log.append(invalidation),
      follow: (follower, options) => this.#follow(follower, options),
    };
  }

  keyspace<V>(namespace: string, context: KeyspaceContext): Keyspace<V> {
    const real = this.far.keyspace<V>(namespace, context) as LeasingKeyspace<V>;
    const held: LeasingKeyspace<V> = {
      leaseFor: real.leaseFor,
      get: (key) => this.#hold('get', async () => real.get(key)),
      acquire: (key, request) => this.#hold('acquire', (command) => this.#acquire(real, key, request, command)),
      offer: (key, entry, permit) =>
        this.#hold('offer', async () => real.offer(key, entry, this.bug === 'plain offers' ? undefined : permit)),
      invalidate: (key) => this.#hold('remove', async () => real.invalidate(key)),
      expire: (key) => this.#hold('remove', async () => real.expire(key)),
      extend: (key, permit) => this.#beside(real.extend(key, permit)),
      abandon: (key, permit) => this.#beside(real.abandon(key, permit)),
      release: (key) => real.release(key),
      clear: () => real.clear(),
    };
    return held;
  }

  async close(): Promise<void> {
    await this.far.close?.();
  }

  /** Of that name, in the order sent. */
  waiting(name: string, isCarriedOut: boolean): Command[] {
    return this.commands.filter(
      (command) => command.name === name && !command.isAnswered && command.isCarriedOut === isCarriedOut,
    );
  }

  /** Those that were told to wait for another's load. */
  get waits(): Command[] {
    return this.commands.filter(({ endWait }) => endWait !== undefined);
  }

  tellNext(): void {
    const message = this.messages.shift()!;
    if (this.bug !== 'deaf') this.#follower!.invalidated(message, '');
  }

  lose(count: number): void {
    this.messages.splice(0, count);
    this.#follower!.gap('lost');
  }

  /** Until what is not held has been answered. */
  async isAtRest(): Promise<void> {
    while (this.#besides.size > 0) await Promise.all([...this.#besides]);
  }

  async #acquire<V>(
    real: LeasingKeyspace<V>,
    key: CacheKey,
    request: Parameters<LeasingKeyspace<V>['acquire']>[1],
    command: Command,
  ): Promise<LeaseOutcome<V>> {
    const outcome = await real.acquire(key, request);
    if (outcome.kind !== 'held') return outcome;
    const released = new Promise<void>((resolve) => {
      command.endWait = () => {
        command.endWait = undefined;
        resolve();
      };
    });
    return { kind: 'held', released };
  }

  async #hold<T>(name: string, effect: (command: Command) => Promise<T>): Promise<T> {
    let reply!: T;
    const command = new Command(name, async (self) => {
      reply = await effect(self);
    });
    this.commands.push(command);
    await command.answered;
    return reply;
  }

  async #beside<T>(work: PromiseLike<T> | T): Promise<T> {
    const promise = Promise.resolve(work);
    this.#besides.add(promise);
    return promise.finally(() => this.#besides.delete(promise));
  }

  #follow(follower: LogFollower, options: FollowOptions): LogSubscription {
    this.#follower = follower;
    const held: LogFollower = {
      invalidated: (invalidation) => void this.messages.push(invalidation),
      complete: () => follower.complete(Number.POSITIVE_INFINITY),
      gap: (reason) => follower.gap(reason),
      failed: (error) => follower.failed(error),
    };
    return this.far.log.follow(held, options);
  }
}
