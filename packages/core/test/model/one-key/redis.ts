import type { Rules } from './rules.js';
import { type Flight, NOTHING, type State } from './state.js';

/** `SET NX GET` and the script that takes over what stands. */
export function acquire(state: State, flight: Flight): 'acquired' | 'held' | 'found' {
  const { cell } = state;
  if (cell.kind === 'lease') return 'held';
  flight.token = ++state.lastToken;
  if (cell.kind === 'nothing') {
    state.cell = { ...NOTHING, kind: 'lease', token: flight.token };
    flight.permit = { ...state.cell };
    return 'acquired';
  }
  const isStanding = flight.found.kind === 'value' && flight.found.token === cell.token;
  if (!isStanding && !cell.isExpired) return 'found';
  flight.permit = { ...cell };
  return 'acquired';
}

/** @returns whether it was stored */
export function offer(state: State, flight: Flight, rules: Rules): boolean {
  const { cell } = state;
  const { permit, token, loaded } = flight;
  const isSame =
    cell.kind === permit.kind && (cell.token === permit.token || (cell.kind === 'value' && !rules.permitNamesLoad));
  if (!isSame && rules.comparesAndSets) return false;
  state.cell = { kind: 'value', token, version: loaded, isExpired: false };
  return true;
}

export function giveBack(state: State, { token }: Flight): void {
  if (state.cell.kind === 'lease' && state.cell.token === token) state.cell = { ...NOTHING };
}

export function remove(state: State, rules: Rules): void {
  if (state.cell.kind === 'lease' && !rules.removalVoidsLease) return;
  state.cell = { ...NOTHING };
}

export function expire(state: State, rules: Rules): void {
  const { cell } = state;
  if (cell.kind === 'lease') state.cell = { ...NOTHING };
  if (cell.kind !== 'value') return;
  cell.isExpired = true;
  if (rules.expiryVoidsPermits) cell.token = ++state.lastToken;
}
