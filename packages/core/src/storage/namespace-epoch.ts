import { randomUUID } from 'node:crypto';
import type { Awaitable } from '../awaitable.js';
import { StorageError } from '../errors.js';
import { after } from './after.js';
import { epochName } from './backend-name.js';
import type { ByteBackend } from './byte-backend.js';
import { openEnvelope, sealEnvelope } from './envelope.js';
import type { KeyLanes } from './key-lanes.js';

type Report = (error: StorageError) => void;

/**
 * - `private`: nobody else can name the namespace, now or later, so its epoch stands nowhere but in this process. What an
 *   earlier process left under the same name is not valid.
 * - `own`: this process is the only one to clear, so the epoch is read once and then known.
 * - `shared`: other processes may clear, so the epoch is read each time.
 */
export type EpochReach = 'private' | 'own' | 'shared';

/**
 * What every entry of a namespace must carry to be valid, so that `clear` is one write, whatever the namespace holds.
 * An epoch is random and stands under a name of its own in the backend. Where it is lost or unreadable nothing of the
 * namespace is valid, and the next one is another: losing it costs loads and never brings anything back.
 */
export class NamespaceEpoch {
  /** What was offered before the last clear began must not be stored. */
  clearsBegun = 0;
  /** What was read before the last clear ended must not be answered. */
  clearsEnded = 0;
  readonly #name: string;
  readonly #namespace: string;
  readonly #backend: ByteBackend;
  readonly #lanes: KeyLanes;
  readonly #reach: EpochReach;
  #kept: string | undefined;

  constructor(namespace: string, backend: ByteBackend, lanes: KeyLanes, reach: EpochReach) {
    this.#name = epochName(namespace);
    this.#namespace = namespace;
    this.#backend = backend;
    this.#lanes = lanes;
    this.#reach = reach;
    if (reach === 'private') this.#kept = randomUUID();
  }

  /** @returns the epoch that stands; `undefined` where there is none, so that no entry can be valid */
  standing(report: Report): Awaitable<string | undefined> {
    if (this.#kept !== undefined) return this.#kept;
    const { clearsBegun } = this;
    return after(this.#backend.read(this.#name), (bytes) => {
      const epoch = bytes === undefined || bytes === null ? undefined : this.#open(bytes, report);
      if (this.#reach === 'own' && this.clearsBegun === clearsBegun) this.#kept = epoch;
      return epoch;
    });
  }

  /** @returns the epoch to write under; makes one where there is none */
  ensured(report: Report): Awaitable<string> {
    return after(this.standing(report), (epoch) => {
      if (epoch !== undefined) return epoch;
      return after(this.#create(report), () => after(this.standing(report), mustStand));
    });
  }

  clear(): Awaitable<void> {
    this.clearsBegun++;
    const epoch = randomUUID();
    if (this.#reach !== 'shared') this.#kept = epoch;
    const isPrivate = this.#reach === 'private';
    const written = isPrivate ? 'done' : this.#lanes.run(this.#name, 'remove', () => this.#write(epoch));
    return after(written, () => void this.clearsEnded++);
  }

  #create(report: Report): Awaitable<unknown> {
    return this.#lanes.run(this.#name, 'rewrite', () =>
      after(this.standing(report), (epoch) => (epoch === undefined ? this.#write(randomUUID()) : 'done')),
    );
  }

  #write(epoch: string): Awaitable<'done'> {
    const bytes = sealEnvelope({ header: { namespace: this.#namespace, epoch }, payload: new Uint8Array() });
    return after(this.#backend.write(this.#name, bytes, Number.POSITIVE_INFINITY), () => 'done' as const);
  }

  #open(bytes: unknown, report: Report): string | undefined {
    try {
      const { namespace, epoch } = openEnvelope(bytes).header as { namespace?: unknown; epoch?: unknown };
      if (namespace === this.#namespace && typeof epoch === 'string') return epoch;
      throw new StorageError(
        'the bytes are those of another name: the backend truncates or folds the texts it is given',
      );
    } catch (cause) {
      report(new StorageError('the epoch of a namespace could not be read, so that all of it is a miss', { cause }));
      return undefined;
    }
  }
}

function mustStand(epoch: string | undefined): string {
  if (epoch === undefined) throw new StorageError('the backend did not keep the epoch of a namespace');
  return epoch;
}
