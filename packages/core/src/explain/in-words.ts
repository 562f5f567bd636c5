import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import type { ExplainedEntry, ExplainedFlight, KeyFacts } from './explanation.js';

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** A span for people: `840 ms`, `3.2 s`, `2 h`. */
export function spanText(span: Milliseconds): string {
  for (const [unit, length] of UNITS) if (span >= length) return `${Number((span / length).toFixed(1))} ${unit}`;
  return `${Math.round(span)} ms`;
}

/** How far an instant is from another, and on which side. */
export function whenText(instant: EpochMilliseconds, now: EpochMilliseconds): string {
  if (instant === Number.POSITIVE_INFINITY) return 'never';
  return instant > now ? `in ${spanText(instant - now)}` : `${spanText(now - instant)} ago`;
}

export function entryText(
  { tier, age, staleAt, expiresAt, keepUntil }: ExplainedEntry,
  now: EpochMilliseconds,
): string {
  const kept = keepUntil > expiresAt ? `, may be dropped ${whenText(keepUntil, now)}` : '';
  return `in ${tier}: loaded ${spanText(age)} ago, stale ${whenText(staleAt, now)}, expires ${whenText(expiresAt, now)}${kept}`;
}

export function flightText({ age, stage, calls, background }: ExplainedFlight): string {
  const doing = {
    reading: 'reading the storage',
    queued: 'waiting for its turn',
    loading: 'loading',
    offering: 'being stored',
    landed: 'ending',
  }[stage];
  const who = background ? 'a refresh behind the scenes' : 'a load';
  return `${who} of this key has been ${doing} for ${spanText(age)}; ${calls} ${calls === 1 ? 'call waits' : 'calls wait'} for it`;
}

/** Whatever is unusual about a key's surroundings, whether or not it decides this call. */
export function circumstances(facts: Omit<KeyFacts, 'reasons'>): string[] {
  const { isDistrusted, isBeingRemoved, isUnderWrite, fencedLoads, breaker, lease, quarantine, at, tiers } = facts;
  const words: string[] = [];
  if (isDistrusted) {
    words.push('an invalidation was not confirmed by the storage: until it is, nothing of it is read or written');
  }
  if (isBeingRemoved) words.push('an invalidation of the key is on its way: what is loaded meanwhile is not stored');
  if (isUnderWrite) words.push('somebody writes to the source (withWrite): what is loaded meanwhile is not stored');
  if (fencedLoads > 0) {
    words.push(`${fencedLoads} older ${fencedLoads === 1 ? 'load runs' : 'loads run'} on, fenced: not to be stored`);
  }
  if (breaker === 'open') words.push('the breaker is open: the storage failed or was late several times in a row');
  if (breaker === 'half-open') words.push('the breaker is half-open: one command may try the storage again');
  if (lease !== undefined) {
    const over = lease.over === 'value' ? ' over the value that stands' : '';
    words.push(`load ${lease.owner} has the lease${over} for another ${spanText(lease.remaining)}`);
  }
  if (quarantine !== undefined) {
    const { writes, until } = quarantine;
    words.push(
      `${writes} ${writes === 1 ? 'write keeps' : 'writes keep'} it in quarantine, the last runs out ${whenText(until, at)}`,
    );
  }
  for (const { tier, reasons } of tiers) for (const reason of reasons) words.push(`${tier}: ${reason}`);
  return words;
}
