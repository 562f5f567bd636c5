import type { Buffer } from 'node:buffer';
import { type CacheEntry, type Serde, StorageError } from '@memoir/core';
import type { PayloadReader } from '../inspect/look.js';
import { type Epochs, NOT_ASKED } from '../session/epochs.js';
import type { Moment } from '../session/question.js';
import type { Session } from '../session/session.js';
import type { TagVerdict } from '../session/tag-reader.js';
import { UnreadableValue } from '../wire/unreadable-value.js';
import { UsualTexts } from '../wire/usual-texts.js';
import { decodeValue, encodeValue, type WireValue } from '../wire/value-format.js';
import { StoredEntry } from './stored-entry.js';

type Decoded<V> = StoredEntry<V> | undefined;

const NO_TAGS: readonly string[] = [];

/** The entry has tags, and is to be judged by a moment with their clock. */
export const CLOCK_NEEDED = Symbol('clock needed');

/** Turns entries into bytes and back, with the checks that decide whether what stands may be served. */
export class EntryCodec<V> implements PayloadReader {
  #usual: UsualTexts;

  constructor(
    private readonly serde: Serde,
    private readonly session: Session,
    readonly maxValueSize: number,
  ) {
    this.#usual = new UsualTexts('', serde.id);
  }

  get serdeId(): string {
    return this.serde.id;
  }

  deserialize(payload: Uint8Array): unknown {
    return this.serde.deserialize(payload);
  }

  /**
   * @param loadedAt the epochs when the load began
   * @throws whatever the serde throws; {StorageError} if the result is larger than the limit
   */
  encode(name: string, token: string, entry: CacheEntry<V>, loadedAt: Epochs, ahead: number): Buffer {
    const { tags, version } = entry;
    const bytes = encodeValue({
      token,
      expiredAt: Number.POSITIVE_INFINITY,
      createdAt: entry.createdAt - ahead,
      staleAt: entry.staleAt - ahead,
      expiresAt: entry.expiresAt - ahead,
      keepUntil: entry.keepUntil - ahead,
      loadedIn: entry.loadedIn,
      name,
      epoch: loadedAt.epoch,
      serde: this.serde.id,
      labels:
        tags.length === 0 && version === undefined
          ? undefined
          : {
              ...(version === undefined ? {} : { version }),
              ...(tags.length === 0 ? {} : { tags, clock: loadedAt.clock }),
            },
      payload: this.serde.serialize(entry.value),
    });
    if (bytes.length > this.maxValueSize) throw new StorageError(this.#sizeOf(bytes));
    return bytes;
  }

  /**
   * @returns `undefined` for what has been cleared, invalidated by a tag or is no longer kept
   * @throws {UnreadableValue} for bytes that nobody should have written there
   * @throws whatever the serde throws
   */
  decode(name: string, bytes: Buffer, moment: Moment): Decoded<V> | Promise<Decoded<V>> | typeof CLOCK_NEEDED {
    if (bytes.length > this.maxValueSize) throw new UnreadableValue(this.#sizeOf(bytes));
    const { epoch } = moment.epochs;
    if (epoch !== this.#usual.epoch) this.#usual = new UsualTexts(epoch, this.serde.id);
    const wire = decodeValue(bytes, name, this.#usual);
    if (wire.name !== name) throw new UnreadableValue('written under another key');
    if (wire.serde !== this.serde.id) throw new UnreadableValue(`written by the serde ${JSON.stringify(wire.serde)}`);
    if (wire.epoch !== epoch || moment.now >= wire.keepUntil + moment.ahead) return undefined;
    const tags = wire.labels?.tags;
    if (tags === undefined) return this.#entryFrom(wire, moment, wire.expiredAt);
    if (moment.epochs.clock === NOT_ASKED) return CLOCK_NEEDED;
    const verdict = this.session.tags.judge(tags, wire.labels!.clock!, moment.epochs.clock);
    return verdict instanceof Promise
      ? verdict.then((late) => this.#judged(wire, moment, late))
      : this.#judged(wire, moment, verdict);
  }

  #judged(wire: WireValue, moment: Moment, verdict: TagVerdict): StoredEntry<V> | undefined {
    if (!verdict.isValid) return undefined;
    const byTag = verdict.expiredAt === 0 ? Number.POSITIVE_INFINITY : verdict.expiredAt / 1_000;
    return this.#entryFrom(wire, moment, Math.min(wire.expiredAt, byTag));
  }

  #entryFrom(wire: WireValue, { ahead, now }: Moment, expiredAt: number): StoredEntry<V> {
    // Whoever expired it did so before this read, whatever the estimates of the server's clock say.
    const byHand = expiredAt === Number.POSITIVE_INFINITY ? expiredAt : Math.min(expiredAt + ahead, now);
    const createdAt = Math.min(wire.createdAt + ahead, byHand);
    return new StoredEntry<V>(
      wire.token,
      this.serde.deserialize(wire.payload) as V,
      createdAt,
      Math.min(wire.staleAt + ahead, byHand),
      Math.min(wire.expiresAt + ahead, byHand),
      wire.keepUntil + ahead,
      wire.labels?.tags ?? NO_TAGS,
      wire.labels?.version,
      wire.loadedIn,
    );
  }

  #sizeOf(bytes: Buffer): string {
    return `${bytes.length} bytes are more than the limit of ${this.maxValueSize}`;
  }
}
