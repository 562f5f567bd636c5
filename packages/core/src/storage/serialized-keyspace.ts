import { type Awaitable, isThenable } from '../awaitable.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import { after } from './after.js';
import { entryName } from './backend-name.js';
import type { ByteBackend } from './byte-backend.js';
import { EntryCodec } from './entry-codec.js';
import { type EntryRecord, sealEntry } from './entry-record.js';
import { expiredAt } from './expired-at.js';
import type { KeyLanes } from './key-lanes.js';
import type { Keyspace, KeyspaceContext, OfferOutcome } from './keyspace.js';
import type { NamespaceEpoch } from './namespace-epoch.js';
import type { Serde } from './serde.js';
import type { TierDescription } from './tier-description.js';

/** What the keyspaces of one storage have in common; those of one namespace also the epoch. */
export interface SerializedParts {
  readonly backend: ByteBackend;
  readonly lanes: KeyLanes;
  readonly epoch: NamespaceEpoch;
  readonly serde: Serde;
  readonly shared: boolean;
}

/** One function's share of a `SerializedStorage`. */
export class SerializedKeyspace<V> implements Keyspace<V> {
  readonly #namespace: string;
  readonly #parts: SerializedParts;
  readonly #context: KeyspaceContext;
  readonly #report: KeyspaceContext['report'];
  readonly #codec: EntryCodec<V>;

  constructor(namespace: string, parts: SerializedParts, context: KeyspaceContext) {
    this.#namespace = namespace;
    this.#parts = parts;
    this.#context = context;
    this.#report = (error) => context.report(error);
    this.#codec = new EntryCodec(namespace, parts.serde, this.#report);
  }

  get(key: CacheKey): Awaitable<CacheEntry<V> | undefined> {
    return this.#get(key, true);
  }

  offer(key: CacheKey, entry: CacheEntry<V>): Awaitable<OfferOutcome> {
    const { lanes, epoch } = this.#parts;
    const { clearsBegun } = epoch;
    // Now and not in its turn: the caller has the value too and may change it.
    const payload = this.#codec.payloadOf(key, entry.value);
    if (!payload) return 'not-stored';
    const outcome = lanes.run(this.#nameOf(key), 'write', () =>
      after(epoch.ensured(this.#report), (current) =>
        epoch.clearsBegun === clearsBegun ? this.#write(this.#codec.recordOf(key, current, entry, payload)) : 'refused',
      ),
    );
    return after(outcome, (done) => (done === 'done' ? 'stored' : 'refused'));
  }

  release(key: CacheKey): Awaitable<'released' | 'kept'> {
    return this.#parts.shared ? 'kept' : after(this.#remove(key), () => 'released');
  }

  invalidate(key: CacheKey): Awaitable<void> {
    return after(this.#remove(key), () => undefined);
  }

  expire(key: CacheKey): Awaitable<void> {
    const { backend, lanes } = this.#parts;
    const name = this.#nameOf(key);
    const now = this.#context.clock.now();
    const outcome = lanes.run(name, 'rewrite', () =>
      after(backend.read(name, key), (bytes) => {
        const record = this.#codec.open(key, bytes);
        if (!record) return 'done';
        return this.#write({ ...record, facts: expiredAt(now, { value: undefined, ...record.facts }) });
      }),
    );
    return after(outcome, () => undefined);
  }

  clear(): Awaitable<void> {
    return this.#parts.epoch.clear();
  }

  describe(key: CacheKey): Awaitable<readonly TierDescription[]> {
    const { serde, epoch } = this.#parts;
    const reasons: string[] = [];
    const report = (error: Error) => reasons.push(reasonOf(error));
    const codec = new EntryCodec<V>(this.#namespace, serde, report);
    const bytesAndEpoch = after(epoch.standing(report), (standing) =>
      after(this.#parts.backend.read(this.#nameOf(key), key), (bytes) => [standing, bytes] as const),
    );
    return after(bytesAndEpoch, ([standing, bytes]) => {
      const record = codec.open(key, bytes);
      if (record === undefined) {
        if (reasons.length === 0) reasons.push('nothing stands in the backend');
        return [{ tier: 'serialized', entry: undefined, isServed: false, reasons }];
      }
      if (record.label.epoch !== standing) reasons.push('it was loaded before the namespace was cleared');
      if (this.#context.clock.now() >= record.facts.keepUntil) reasons.push('it is no longer kept');
      if (reasons.length === 0) codec.entryOf(record);
      const { facts, label } = record;
      const size = (bytes as Uint8Array).byteLength;
      return [{ tier: 'serialized', entry: facts, isServed: reasons.length === 0, reasons, size, serde: label.serde }];
    });
  }

  #get(key: CacheKey, mayReadAgain: boolean): Awaitable<CacheEntry<V> | undefined> {
    const { epoch, lanes } = this.#parts;
    const name = this.#nameOf(key);
    const { clearsEnded } = epoch;
    const endings = lanes.endings(name);
    return after(this.#readWithEpoch(name, key), ([current, bytes]) => {
      // What was removed or cleared while the answer was on its way must not be in the answer.
      if (current === undefined || epoch.clearsEnded !== clearsEnded) return undefined;
      if (lanes.endings(name) !== endings) return mayReadAgain ? this.#get(key, false) : undefined;
      const record = this.#codec.open(key, bytes);
      return record && this.#isValid(record, current) ? this.#codec.entryOf(record) : undefined;
    });
  }

  #readWithEpoch(name: string, key: CacheKey): Awaitable<readonly [epoch: string | undefined, bytes: unknown]> {
    const epoch = this.#parts.epoch.standing(this.#report);
    const read = () => this.#parts.backend.read(name, key);
    // In an async function, since it may throw when there is a promise already that nobody would await then.
    if (isThenable(epoch)) return Promise.all([epoch, (async () => read())()]);
    return after(read(), (bytes) => [epoch, bytes]);
  }

  #isValid({ label, facts }: EntryRecord, epoch: string): boolean {
    return label.epoch === epoch && this.#context.clock.now() < facts.keepUntil;
  }

  #write(record: EntryRecord): Awaitable<'done'> {
    const { key } = record.label;
    const timeToLive = record.facts.keepUntil - this.#context.clock.now();
    const written = this.#parts.backend.write(this.#nameOf(key), sealEntry(record), timeToLive, key);
    return after(written, () => 'done' as const);
  }

  #remove(key: CacheKey): Awaitable<unknown> {
    const { backend, lanes } = this.#parts;
    const name = this.#nameOf(key);
    return lanes.run(name, 'remove', () => after(backend.remove(name, key), () => 'done' as const));
  }

  #nameOf(key: CacheKey): string {
    return entryName(this.#namespace, key);
  }
}

/** With what lies behind it: which is the part that helps. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
