import {
  type CacheEntry,
  type CacheKey,
  expiredAt,
  type Invalidation,
  type InvalidationLog,
  type KeyspaceContext,
  type LeaseOutcome,
  type LeaseRequest,
  type LeasingKeyspace,
  type LoggedStorage,
  type OfferOutcome,
  type Permit,
  type Quarantine,
  type QuarantineOptions,
  type QuarantineTarget,
  type QuarantiningStorage,
  type ShowingKeyspace,
  StorageError,
  type TaggingStorage,
} from '../../../src/index.js';
import { type FarServer, nameOf, type Slot, tagNameOf } from './far-server.js';

/** Lets a command travel: `there` before it takes effect, `back` before its answer is seen. */
export type Travel = (command: string) => Promise<void>;

const LEASE_FOR = 1_000;

const atOnce: Travel = () => Promise.resolve();

interface FarPermit {
  /** What stood when the load began. */
  readonly stands: number;
  readonly token: number;
  readonly clock: number;
  readonly epoch: number;
  readonly supersedes: boolean;
}

interface FarQuarantine {
  readonly token: number;
  readonly targets: readonly QuarantineTarget[];
  readonly origin: string | undefined;
  readonly standsFor: number;
}

/** One process's connection to a `FarServer`: asynchronous, leasing, tagging, logged, quarantining. */
export class FarStorage implements TaggingStorage, LoggedStorage, QuarantiningStorage {
  readonly shared = true;
  readonly log: InvalidationLog;
  /** Every command in the order sent, such as `get ada`. */
  readonly commands: string[] = [];
  isDown = false;
  readonly #tokens = new WeakMap<object, number>();

  constructor(
    readonly server: FarServer,
    private readonly travel: Travel = atOnce,
    /** Whether it shows what it reads to a tier in front of it. */
    private readonly isShowing = true,
  ) {
    this.log = server.log;
  }

  keyspace<V>(namespace: string, { clock, origin }: KeyspaceContext): LeasingKeyspace<V> {
    const { server } = this;
    /** No two processes' clocks are compared: instants are kept in the server's. */
    const ahead = () => clock.now() - server.now(clock);
    const name = (key: CacheKey) => nameOf(namespace, key);
    const removed = (key: CacheKey): Invalidation => ({ kind: 'keys', namespace, keys: [key], origin });
    const read = (key: CacheKey): CacheEntry<V> | undefined => {
      const slot = server.get(name(key));
      if (slot?.entry === undefined || !server.isValid(namespace, slot)) return undefined;
      const entry = moved(slot.entry, ahead());
      this.#tokens.set(entry, slot.token);
      return entry as CacheEntry<V>;
    };
    const issue = (key: CacheKey, stands: number, token: number, supersedes: boolean): LeaseOutcome<V> => {
      const permit: FarPermit = { stands, token, clock: server.clock, epoch: server.epochOf(namespace), supersedes };
      const slot = server.get(name(key));
      if (slot?.entry === undefined) server.set(name(key), { token: stands, until: server.now(clock) + LEASE_FOR });
      return { kind: 'acquired', permit: permit as unknown as Permit };
    };
    const isVoid = (key: CacheKey, permit: FarPermit) => server.get(name(key))?.token !== permit.stands;
    const keyspace: LeasingKeyspace<V> = {
      leaseFor: LEASE_FOR,
      get: (key) => this.#send(`get ${key}`, () => read(key)),
      acquire: (key, { standing, supersede = false, tags = [] }: LeaseRequest = {}) =>
        this.#send(`acquire ${key}`, (): LeaseOutcome<V> => {
          const isQuarantined =
            server.isQuarantined(name(key)) || tags.some((tag) => server.isQuarantined(tagNameOf(tag)));
          if (isQuarantined) return { kind: 'quarantined' };
          const slot = server.get(name(key));
          const token = server.newToken();
          if (slot === undefined) return issue(key, token, token, supersede);
          if (supersede) {
            server.set(name(key), { ...slot, token });
            return issue(key, token, token, true);
          }
          const entry = read(key);
          const isExpected = standing !== undefined && this.#tokens.get(standing) === slot.token;
          if (entry !== undefined && !isExpected) {
            const goodUntil = standing === undefined ? entry.expiresAt : entry.staleAt;
            if (clock.now() < goodUntil) return { kind: 'found', entry };
          }
          if (slot.entry === undefined) {
            const left = slot.until! - server.now(clock);
            if (left > 0) return { kind: 'held', released: server.changed(name(key), clock, left) };
            return issue(key, token, token, false);
          }
          // Losing a turn costs a load and nothing else; this server gives one to everybody.
          return issue(key, slot.token, token, false);
        }),
      extend: (key, permit) =>
        this.#send(`extend ${key}`, () => {
          if (isVoid(key, permit as unknown as FarPermit)) return false;
          const slot = server.get(name(key))!;
          if (slot.entry === undefined) server.set(name(key), { ...slot, until: server.now(clock) + LEASE_FOR });
          return true;
        }),
      abandon: (key, permit) =>
        this.#send(`abandon ${key}`, () => {
          const slot = server.get(name(key));
          if (slot?.entry === undefined && !isVoid(key, permit as unknown as FarPermit))
            server.set(name(key), undefined);
        }),
      offer: (key, entry, permit) =>
        this.#send(`offer ${key}`, async (): Promise<OfferOutcome> => {
          const {
            token,
            clock: since,
            epoch,
            supersedes,
          } = (permit as unknown as FarPermit | undefined) ??
          ({
            token: server.newToken(),
            clock: server.clock,
            epoch: server.epochOf(namespace),
            supersedes: true,
          } as FarPermit);
          if (permit && isVoid(key, permit as unknown as FarPermit)) return 'refused';
          if (server.isQuarantined(name(key))) return 'refused';
          const slot: Slot = { token, entry: moved(entry, -ahead()), clock: since, epoch };
          server.set(name(key), slot);
          if (!server.isValid(namespace, slot) || entry.tags.some((tag) => server.isQuarantined(tagNameOf(tag)))) {
            server.set(name(key), undefined);
            return 'refused';
          }
          if (supersedes) await server.append(removed(key));
          return 'stored';
        }),
      release: () => 'kept',
      invalidate: (key) =>
        this.#send(`invalidate ${key}`, async () => {
          server.set(name(key), undefined);
          await server.append(removed(key));
        }),
      expire: (key) =>
        this.#send(`expire ${key}`, async () => {
          const slot = server.get(name(key));
          if (slot?.entry)
            server.set(name(key), {
              ...slot,
              token: server.newToken(),
              entry: expiredAt(server.now(clock), slot.entry),
            });
          else server.set(name(key), undefined);
          await server.append(removed(key));
        }),
      clear: () =>
        this.#send('clear', async () => {
          server.clear(namespace);
          await server.append({ kind: 'namespace', namespace, origin });
        }),
    };
    return this.isShowing ? showing(keyspace) : keyspace;
  }

  invalidateTags(tags: readonly string[], origin?: string): Promise<void> {
    return this.#send(`tags ${tags}`, async () => {
      this.server.removeTags(tags);
      await this.server.append({ kind: 'tags', tags, origin });
    });
  }

  expireTags(tags: readonly string[], origin?: string): Promise<void> {
    return this.invalidateTags(tags, origin);
  }

  quarantine(targets: readonly QuarantineTarget[], { standsFor, origin }: QuarantineOptions): Promise<Quarantine> {
    const quarantine: FarQuarantine = { token: this.server.newToken(), targets, origin, standsFor };
    return this.#send('quarantine', async () => {
      this.#stand(quarantine);
      await this.#removeTargets(quarantine);
      return quarantine as unknown as Quarantine;
    });
  }

  extend(given: Quarantine): Promise<boolean> {
    const quarantine = given as unknown as FarQuarantine;
    return this.#send('extend quarantine', () => {
      const stood = quarantine.targets.map((target) =>
        this.server.endQuarantine(nameOfTarget(target), quarantine.token),
      );
      this.#stand(quarantine);
      return stood.every(Boolean);
    });
  }

  confirm(given: Quarantine): Promise<void> {
    const quarantine = given as unknown as FarQuarantine;
    return this.#send('confirm', async () => {
      for (const target of quarantine.targets) this.server.endQuarantine(nameOfTarget(target), quarantine.token);
      await this.#removeTargets(quarantine);
    });
  }

  #stand({ targets, token, standsFor }: FarQuarantine): void {
    for (const target of targets) this.server.quarantine(nameOfTarget(target), token, this.server.now() + standsFor);
  }

  async #removeTargets({ targets, origin }: FarQuarantine): Promise<void> {
    const { server } = this;
    const tags: string[] = [];
    for (const target of targets) {
      if (target.kind === 'tag') tags.push(target.tag);
      else {
        server.set(nameOf(target.namespace, target.key), undefined);
        await server.append({ kind: 'keys', namespace: target.namespace, keys: [target.key], origin });
      }
    }
    if (tags.length === 0) return;
    server.removeTags(tags);
    await server.append({ kind: 'tags', tags, origin });
  }

  async #send<T>(command: string, effect: () => T | Promise<T>): Promise<T> {
    this.commands.push(command);
    await this.travel(`${command} there`);
    if (this.isDown) throw new StorageError('the far storage is down');
    const answer = await effect();
    await this.travel(`${command} back`);
    return answer;
  }
}

function showing<V>(keyspace: LeasingKeyspace<V>): LeasingKeyspace<V> & ShowingKeyspace<V> {
  const getShown: ShowingKeyspace<V>['getShown'] = async (key, onlooker) => {
    let found: CacheEntry<V> | undefined;
    try {
      found = await keyspace.get(key);
    } catch (error) {
      onlooker.failed();
      throw error;
    }
    return onlooker.found(found);
  };
  return { ...keyspace, getShown };
}

function nameOfTarget(target: QuarantineTarget): string {
  return target.kind === 'key' ? nameOf(target.namespace, target.key) : tagNameOf(target.tag);
}

function moved<V>(entry: CacheEntry<V>, by: number): CacheEntry<V> {
  return {
    ...entry,
    createdAt: entry.createdAt + by,
    staleAt: entry.staleAt + by,
    expiresAt: entry.expiresAt + by,
    keepUntil: entry.keepUntil + by,
  };
}
