import { isThenable } from '../awaitable.js';
import type { Deadlines } from '../clock/deadlines.js';
import type { ComputedLifeSpanEntryBuilder } from '../entry/computed-life-span-entry-builder.js';
import type { EntryBuilder } from '../entry/entry-builder.js';
import { checkIdleTimes } from '../entry/idle-entry.js';
import type { ProvidedLifeSpanEntryBuilder } from '../entry/provided-life-span-entry-builder.js';
import { StoredEntry } from '../entry/stored-entry.js';
import { ConfigurationError, type StorageError } from '../errors.js';
import { isAdvising } from '../eviction/advice/capacity-advice.js';
import { defaultEvictionStrategy } from '../eviction/default-eviction-strategy.js';
import { EvictionDesk } from '../eviction/eviction-desk.js';
import type { EvictionStrategy } from '../eviction/eviction-strategy.js';
import { NoEvictionStrategy } from '../eviction/no-eviction-strategy.js';
import { claimStrategy, giveBackStrategy } from '../eviction/strategy-claims.js';
import { OwnLimit } from '../flight/own-limit.js';
import { type Neighbourhood, neighbourhoodOf } from '../invalidation/neighbours.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Recorder } from '../observe/recorder.js';
import { checkedKeyspace } from '../schema/checked-keyspace.js';
import type { EntryCheck } from '../schema/entry-check.js';
import { schemaCheck } from '../schema/schema-check.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import type { Keyspace } from '../storage/keyspace.js';
import { claimNamespace } from '../storage/namespace-claims.js';
import type { RemovalReason } from '../storage/removal-reason.js';
import { nearKeyspace } from '../tiers/near-keyspace.js';
import { isResizable } from './capacity.js';
import { type Settings, settingsFrom } from './settings.js';
import type { Snapshot } from './snapshot.js';

let functions = 0;

/** What a function is called where it has no namespace; nobody else can name it. */
export interface Identity {
  /** The function's own name; may be empty. */
  readonly name: string;
  /** Set apart from others under the configured namespace: one object's share of a method. */
  readonly instance?:
    | {
        readonly key: string;
        readonly method: object;
        readonly owner: WeakRef<object>;
        /** The key is a number that nobody else can name. */
        readonly isPrivate: boolean;
      }
    | undefined;
}

/** What a function's figures go by, see `LiveFunction.label`. */
export function labelOf({ namespace }: Snapshot, { name }: Identity): string {
  return namespace ?? (name || 'anonymous');
}

/** A keyspace that the function has left, but that others may still read: invalidations reach it too. */
export interface FormerKeyspace {
  readonly storage: CacheStorage;
  readonly namespace: string;
  readonly keyspace: Keyspace<unknown>;
}

/**
 * Fits the parts of a configuration to one function: claims the namespace, opens the keyspace, claims the strategy; and
 * does it again, for what has changed, when the configuration changes. What fails to fit leaves everything as it was.
 */
export class Fitting<V> {
  #settings: Settings<V> | undefined = undefined;
  #namespace = '';
  readonly #ownLimit = new OwnLimit();
  #opened: Keyspace<V> | undefined = undefined;
  #check: EntryCheck | undefined = undefined;
  #checkedBy: EntryCheck | undefined = undefined;
  #giveBackNamespace: (() => void) | undefined = undefined;
  #former: FormerKeyspace[] = [];
  /** Of each namespace that others can name and where this function's results can stand, former ones too. */
  readonly #neighbourhoods = new Set<Neighbourhood>();

  constructor(
    private readonly owner: object,
    private readonly identity: Identity,
    private readonly deadlines: Deadlines,
    private readonly recorder: Recorder,
  ) {}

  get former(): readonly FormerKeyspace[] {
    return this.#former;
  }

  /** Everybody else whose results can stand where this function's do. */
  neighbours(): ReadonlySet<object> {
    const neighbours = new Set<object>();
    for (const neighbourhood of this.#neighbourhoods) for (const each of neighbourhood) neighbours.add(each);
    neighbours.delete(this.owner);
    return neighbours;
  }

  /** @throws {ConfigurationError} if the snapshot cannot serve this function */
  fit(snapshot: Snapshot): Settings<V> {
    const before = this.#settings;
    const check = this.#checkFor(snapshot, before?.snapshot);
    const namespace = this.#namespaceFor(snapshot);
    const isSamePlace = before?.storage === snapshot.storage && namespace === this.#namespace;
    const isSameClock = before?.clock === snapshot.clock;
    const isSameBound = isSamePlace && before?.snapshot.evictionStrategy === snapshot.evictionStrategy;
    const claim =
      isSamePlace || this.#isPrivate(snapshot)
        ? undefined
        : claimNamespace(
            snapshot.storage,
            namespace,
            this.identity.instance?.method ?? this.owner,
            snapshot.sharedNamespace,
          );
    let strategy: EvictionStrategy;
    try {
      strategy = isSameBound ? before.desk.strategy : this.#strategyFor(snapshot, before?.desk.strategy);
      if (snapshot.capacity !== undefined) resize(strategy, snapshot.capacity);
      this.#advise(strategy, snapshot.capacityAdvice);
    } catch (error) {
      claim?.();
      throw error;
    }
    const isOpen = isSamePlace && isSameClock && this.#opened !== undefined;
    const opened = isOpen ? this.#opened! : this.#open(snapshot, namespace);
    try {
      if (noticesReads(snapshot.entryBuilder)) checkIdleTimes(opened);
    } catch (error) {
      claim?.();
      throw error;
    }
    this.#opened = opened;
    this.#check = check;
    const keyspace = this.#checked(opened, before?.keyspace, isOpen);
    const desk = isSameBound && keyspace === before.desk.keyspace ? before.desk : this.#deskFor(strategy, keyspace);
    const label = labelOf(snapshot, this.identity);
    const settings = settingsFrom<V>({
      snapshot,
      keyspace,
      desk,
      method: { name: this.identity.name, namespace },
      deadlines: this.deadlines,
      limits: this.#ownLimit.with(snapshot),
      label,
      storageFailed: (error: StorageError) => this.recorder.storageFailed(error.key ?? '', error),
    });
    if (before && isSamePlace) settings.isAsynchronous = before.isAsynchronous;
    if (before && !isSamePlace) this.#leave(before);
    if (claim || !isSamePlace) {
      this.#giveBackNamespace?.();
      this.#giveBackNamespace = claim;
    }
    if (!isSamePlace && !this.#isPrivate(snapshot)) this.#moveIn(neighbourhoodOf(snapshot.storage, namespace));
    this.#namespace = namespace;
    this.#settings = settings;
    this.#former = this.#former.filter(
      (former) => former.storage !== snapshot.storage || former.namespace !== namespace,
    );
    this.recorder.adopt(namespace, label, snapshot);
    if (before && desk !== before.desk && isSamePlace) handOver(before.desk, desk);
    desk.shrink();
    return settings;
  }

  close(): void {
    this.#giveBackNamespace?.();
    for (const neighbourhood of this.#neighbourhoods) neighbourhood.delete(this.owner);
    if (this.#settings === undefined) return;
    giveBackStrategy(this.#settings.desk.strategy);
    if (this.#isPrivate(this.#settings.snapshot)) this.#empty(this.#settings.keyspace);
  }

  #namespaceFor(snapshot: Snapshot): string {
    const { namespace, storage } = snapshot;
    const { instance } = this.identity;
    if (storage.shared && namespace === undefined) {
      throw new ConfigurationError(
        'a storage that other processes share needs a namespace, so that they mean the same keys',
      );
    }
    if (namespace === undefined) {
      const before = this.#settings;
      const isStill = before?.storage === storage && before.snapshot.namespace === undefined;
      // A new name for each time: what is stored late under one that was left is never seen again.
      return isStill ? this.#namespace : `${this.identity.name || 'anonymous'}#${++functions}`;
    }
    return instance === undefined ? namespace : `${namespace}:${encodeURIComponent(instance.key)}`;
  }

  /** Nobody else can name the namespace. */
  #isPrivate({ namespace }: Snapshot): boolean {
    return namespace === undefined || this.identity.instance?.isPrivate === true;
  }

  #moveIn(neighbourhood: Neighbourhood): void {
    if (this.#neighbourhoods.has(neighbourhood)) return;
    this.#neighbourhoods.add(neighbourhood);
    neighbourhood.add(this.owner);
  }

  #strategyFor(snapshot: Snapshot, current: EvictionStrategy | undefined): EvictionStrategy {
    const isLeftToStorage = snapshot.evictionStrategy === defaultEvictionStrategy && snapshot.capacity === undefined;
    if (isLeftToStorage && (snapshot.storage.boundsItself ?? snapshot.storage.shared)) {
      return new NoEvictionStrategy();
    }
    if (current !== undefined && current === snapshot.evictionStrategy) return current;
    return claimStrategy(snapshot.evictionStrategy, this.owner);
  }

  #advise(strategy: EvictionStrategy, isGiven: boolean): void {
    const { hits, staleHits } = this.recorder.figures;
    if (isAdvising(strategy)) strategy.setCapacityAdvice(isGiven, hits + staleHits);
    else if (isGiven) throw new ConfigurationError('capacityAdvice needs a strategy that can give it', strategy);
  }

  #open(snapshot: Snapshot, namespace: string): Keyspace<V> {
    const currentCheck = () => this.#check;
    return snapshot.storage.keyspace<V>(namespace, {
      clock: snapshot.clock,
      report: (error) => this.recorder.storageFailed(error.key ?? '', error),
      removed: (key, reason) => this.#removedByStorage(key, reason),
      taken: (key, entry) => this.#settings?.desk.markWritten(key, entry),
      get check() {
        return currentCheck();
      },
      private: this.#isPrivate(snapshot),
    });
  }

  #checkFor(snapshot: Snapshot, before: Snapshot | undefined): EntryCheck | undefined {
    const { schema, migrate } = snapshot;
    if (schema === undefined) {
      if (migrate === undefined) return undefined;
      throw new ConfigurationError('migrate needs a schema, which says what has to be migrated', migrate);
    }
    if (before?.schema === schema && before.migrate === migrate) return this.#check;
    return schemaCheck({
      schema,
      migrate,
      migrated: (key) => this.recorder.migrated(key),
      misfit: (key, issues) => this.recorder.misfit(key, issues),
    });
  }

  /** What the storage answers, looked at before it is used; not where it is what this process has offered. */
  #checked(opened: Keyspace<V>, before: Keyspace<V> | undefined, isOpen: boolean): Keyspace<V> {
    const check = this.#check;
    if (check === undefined || opened.keepsOfferedEntry || nearKeyspace(opened) !== undefined) return opened;
    if (isOpen && this.#checkedBy === check) return before!;
    this.#checkedBy = check;
    return checkedKeyspace(opened, check);
  }

  #deskFor(strategy: EvictionStrategy, keyspace: Keyspace<unknown>): EvictionDesk {
    return new EvictionDesk(
      strategy,
      keyspace,
      (key) => this.recorder.removed(key, 'evicted'),
      (error) => this.recorder.partFailed('eviction', error),
    );
  }

  #removedByStorage(key: CacheKey, reason: RemovalReason): void {
    if (reason === 'replaced') return;
    this.#settings?.desk.markReleased(key);
    this.recorder.removed(key, reason === 'deleted' ? 'evicted' : reason);
  }

  #leave(before: Settings<V>): void {
    before.desk.markAllReleased();
    if (before.snapshot.evictionStrategy === before.desk.strategy) giveBackStrategy(before.desk.strategy);
    const { storage, keyspace, method } = before;
    if (this.#isPrivate(before.snapshot)) this.#empty(keyspace);
    else this.#former.push({ storage, keyspace, namespace: method.namespace });
  }

  /** Nobody can name a private keyspace any more: what it holds is of no use. */
  #empty(keyspace: Keyspace<unknown>): void {
    try {
      const answer = keyspace.clear();
      if (isThenable(answer)) answer.then(undefined, (error) => this.recorder.partFailed('storage', error));
    } catch (error) {
      this.recorder.partFailed('storage', error);
    }
  }
}

/** Whether it lets results expire that nobody reads, as far as it says so before it builds one. */
function noticesReads(builder: EntryBuilder): boolean {
  const { lifeSpan, standard } = builder as Partial<ProvidedLifeSpanEntryBuilder & ComputedLifeSpanEntryBuilder>;
  return (lifeSpan ?? standard)?.expireAfterAccess !== undefined;
}

function resize(strategy: EvictionStrategy, capacity: number): void {
  if (strategy instanceof NoEvictionStrategy || !isResizable(strategy)) {
    throw new ConfigurationError('capacity needs an eviction strategy with a method setCapacity', strategy);
  }
  strategy.setCapacity(capacity);
}

function handOver(before: EvictionDesk, after: EvictionDesk): void {
  const near = nearKeyspace(before.keyspace);
  before.handOver(after, (key) => {
    const found = near === undefined ? before.keyspace.get(key) : near.getNear(key, 0);
    if (isThenable(found)) {
      found.then(undefined, () => {});
      return undefined;
    }
    return found && (found instanceof StoredEntry ? found : StoredEntry.of(found));
  });
  if (before.strategy !== after.strategy) giveBackStrategy(before.strategy);
}
