import type { EpochMilliseconds } from '../clock/duration.js';
import { StorageError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import { openEnvelope, sealEnvelope } from './envelope.js';
import type { EntryFacts } from './tier-description.js';

/** Whose bytes these are. The echo of namespace and key detects a backend that truncates or folds the texts it is given. */
export interface EntryLabel {
  readonly namespace: string;
  readonly key: CacheKey;
  /** The id of the serde that wrote the payload. */
  readonly serde: string;
  /** The epoch of the namespace under which it was written. */
  readonly epoch: string;
}

/** An entry as it stands in a backend: its value is still the serde's bytes. */
export interface EntryRecord {
  readonly label: EntryLabel;
  readonly facts: EntryFacts;
  readonly payload: Uint8Array;
}

type SealedInstant = EpochMilliseconds | null;
type EntryHeader = EntryLabel &
  Pick<EntryFacts, 'tags' | 'version' | 'loadedIn'> & {
    readonly createdAt: SealedInstant;
    readonly staleAt: SealedInstant;
    readonly expiresAt: SealedInstant;
    readonly keepUntil: SealedInstant;
  };

/**
 * The header is label and facts under their own names; an instant that never comes is `null`, an absent version left out.
 *
 * @throws {StorageError} if an instant is none
 */
export function sealEntry({ label, facts, payload }: EntryRecord): Uint8Array {
  const header: EntryHeader = {
    ...label,
    createdAt: sealInstant(facts.createdAt),
    staleAt: sealInstant(facts.staleAt),
    expiresAt: sealInstant(facts.expiresAt),
    keepUntil: sealInstant(facts.keepUntil),
    tags: facts.tags,
    version: facts.version,
    loadedIn: facts.loadedIn,
  };
  return sealEnvelope({ header, payload });
}

/** @throws {StorageError} if the bytes are not a whole and sound entry */
export function openEntry(bytes: unknown): EntryRecord {
  const { header, payload } = openEnvelope(bytes);
  if (!isEntryHeader(header)) throw new StorageError('the header is not that of an entry');
  const { namespace, key, serde, epoch, tags, version, loadedIn } = header;
  const facts = {
    createdAt: header.createdAt ?? Number.POSITIVE_INFINITY,
    staleAt: header.staleAt ?? Number.POSITIVE_INFINITY,
    expiresAt: header.expiresAt ?? Number.POSITIVE_INFINITY,
    keepUntil: header.keepUntil ?? Number.POSITIVE_INFINITY,
    tags,
    version,
    loadedIn,
  };
  return { label: { namespace, key, serde, epoch }, facts, payload };
}

function sealInstant(instant: EpochMilliseconds): SealedInstant {
  if (instant === Number.POSITIVE_INFINITY) return null;
  if (!Number.isFinite(instant)) throw new StorageError(`${instant} is no instant`);
  return instant;
}

function isEntryHeader(header: unknown): header is EntryHeader {
  if (typeof header !== 'object' || header === null) return false;
  const { namespace, key, serde, epoch, createdAt, staleAt, expiresAt, keepUntil, tags, version, loadedIn } =
    header as Partial<EntryHeader>;
  return (
    [namespace, key, serde, epoch].every(isText) &&
    [createdAt, staleAt, expiresAt, keepUntil].every(isSealedInstant) &&
    Array.isArray(tags) &&
    tags.every(isText) &&
    (version === undefined || isText(version)) &&
    typeof loadedIn === 'number'
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isSealedInstant(value: unknown): boolean {
  return value === null || typeof value === 'number';
}
