import { Buffer } from 'node:buffer';
import type { EpochMilliseconds, LeaseDescription, Milliseconds, TierDescription } from '@memoir/core';
import { isOfGeneration } from '../session/epochs.js';
import type { Session } from '../session/session.js';
import { HEAD_LENGTH, kindOf, TOKEN_LENGTH, tokenOf } from '../wire/stamp.js';
import { decodeValue, type WireValue } from '../wire/value-format.js';
import { judgeTags } from './judge-tags.js';

/** Of a tombstone, behind each write's token: milliseconds of the server's clock. */
const INSTANT_LENGTH = 13;

/** Reads a payload as the function would, to find out whether it can be. */
export interface PayloadReader {
  readonly serdeId: string;
  readonly maxValueSize: number;
  deserialize(payload: Uint8Array): unknown;
}

export interface Look extends TierDescription {
  /** What stands there, whatever it is. */
  readonly bytes: Buffer | undefined;
}

/**
 * Reads what stands under one name, by commands that change nothing: no control key is made, no lease taken.
 *
 * @param reader left out by who only wants the facts: then no value is read
 */
export async function look(
  session: Session,
  namespace: string,
  name: string,
  reader: PayloadReader | undefined,
): Promise<Look> {
  const { client, names } = session;
  const [ahead, server] = [await session.ahead(), await session.server.current()];
  const turn = names.turn(name);
  const [controls, bytes, left, owner, ownerLeft] = await Promise.all([
    client.callBuffer('MGET', names.epoch(namespace), names.clock) as Promise<(Buffer | null)[]>,
    client.callBuffer('GET', name) as Promise<Buffer | null>,
    client.callBuffer('PTTL', name).then(Number),
    client.callBuffer('GET', turn) as Promise<Buffer | null>,
    client.callBuffer('PTTL', turn).then(Number),
  ]);
  const [epoch, clock] = controls.map((text) => text?.toString('latin1'));
  const lease: LeaseDescription | undefined =
    owner?.length === TOKEN_LENGTH
      ? { owner: owner.toString('hex'), remaining: Math.max(0, ownerLeft), over: 'value' }
      : undefined;
  const nothing = { tier: 'redis', entry: undefined, isServed: false, bytes: bytes ?? undefined };
  if (bytes === null) return { ...nothing, reasons: ['nothing stands in Redis'] };
  const kind = kindOf(bytes);
  if (kind === 'lease')
    return { ...nothing, lease: leaseIn(bytes, left), reasons: ['a load has the lease; nothing stands'] };
  if (kind === 'tombstone') return { ...nothing, ...quarantineIn(bytes, ahead) };

  const reasons: string[] = [];
  const size = bytes.length;
  let wire: WireValue;
  try {
    wire = decodeValue(bytes);
  } catch (error) {
    return { ...nothing, size, reasons: [`what stands cannot be read: ${(error as Error).message}`] };
  }
  const now = session.clock.now();
  const { tags = [], version, clock: loadedAt } = wire.labels ?? {};
  if (wire.name !== name) reasons.push('it was written under another key');
  if (epoch === undefined) reasons.push('the namespace has no epoch: it was lost, and nothing older is valid');
  else if (!isOfGeneration(epoch, server.generation)) {
    reasons.push('the server was restarted, or another has taken over, since the namespace got its epoch');
  } else if (wire.epoch !== epoch) reasons.push('it was loaded before the namespace was cleared');
  if (now >= wire.keepUntil + ahead) reasons.push('it is no longer kept');
  const verdict = await judgeTags(session, tags, loadedAt, clock);
  reasons.push(...verdict.reasons);
  reasons.push(...flawsFor(reader, wire, size));
  const byHand = Math.min(wire.expiredAt + ahead, verdict.expiredAt + ahead);
  const expiredAt = byHand === Number.POSITIVE_INFINITY ? byHand : Math.min(byHand, now);
  const capped = (instant: EpochMilliseconds) => Math.min(instant + ahead, expiredAt);
  return {
    tier: 'redis',
    entry: {
      createdAt: capped(wire.createdAt),
      staleAt: capped(wire.staleAt),
      expiresAt: capped(wire.expiresAt),
      keepUntil: wire.keepUntil + ahead,
      tags,
      version,
      loadedIn: wire.loadedIn,
    },
    isServed: reasons.length === 0,
    reasons,
    ...(lease && { lease }),
    size,
    serde: wire.serde,
    bytes,
  };
}

function leaseIn(bytes: Buffer, left: Milliseconds): LeaseDescription {
  const owner = Buffer.from(tokenOf(bytes), 'latin1').toString('hex');
  return { owner, remaining: Math.max(0, left), over: 'nothing' };
}

function quarantineIn(bytes: Buffer, ahead: Milliseconds): Pick<TierDescription, 'quarantine' | 'reasons'> {
  let writes = 0;
  let until = 0;
  for (let at = HEAD_LENGTH; at + TOKEN_LENGTH + INSTANT_LENGTH <= bytes.length; at += TOKEN_LENGTH + INSTANT_LENGTH) {
    writes++;
    const instant = bytes.toString('latin1', at + TOKEN_LENGTH, at + TOKEN_LENGTH + INSTANT_LENGTH);
    until = Math.max(until, Number(instant) + ahead);
  }
  return { quarantine: { writes, until }, reasons: ['a write is under way and keeps the key empty'] };
}

function flawsFor(reader: PayloadReader | undefined, { serde, payload }: WireValue, size: number): string[] {
  if (reader === undefined) return [];
  if (size > reader.maxValueSize) return [`its ${size} bytes are more than the limit of ${reader.maxValueSize}`];
  if (serde !== reader.serdeId) return [`it was written by the serde ${JSON.stringify(serde)}`];
  try {
    reader.deserialize(payload);
    return [];
  } catch (error) {
    return [`the serde cannot read it: ${(error as Error).message}`];
  }
}
