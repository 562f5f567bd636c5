import type { Step } from '../explore.js';
import { acquire, giveBack, offer } from './redis.js';
import type { Rules } from './rules.js';
import { type Flight, type Floor, NOBODY, NOTHING, type Process, type State, type Version } from './state.js';

/** One call: a near hit, or a seat in a flight. */
export function call(state: State, by: number, rules: Rules): void {
  const process = state.processes[by]!;
  if (process.near >= 0) {
    if (process.near < process.removed) state.violation = `G1: near version ${process.near} after its removal here`;
    return;
  }
  const joinable = process.flights.find((flight) => flight.isCurrent || !rules.fenceEndsJoining);
  if (joinable) joinable.boarding = Math.max(joinable.boarding, state.confirmed);
  else process.flights.push(newFlight(state.confirmed, false));
}

export function refresh(state: State, by: number): void {
  state.processes[by]!.flights.push(newFlight(NOBODY, true));
}

function newFlight(early: Floor, isRefresh: boolean): Flight {
  return {
    isRefresh,
    stage: 'reading',
    isCurrent: true,
    isVoid: false,
    found: { ...NOTHING },
    permit: { ...NOTHING },
    token: 0,
    loaded: 0,
    isStored: false,
    early,
    boarding: NOBODY,
    tentative: NOBODY,
  };
}

/** Drops what is near, and what is being made. */
export function fence(process: Process, rules: Rules): void {
  process.near = -1;
  for (const flight of process.flights) {
    if (!rules.flightCoversRead && (flight.stage === 'reading' || flight.stage === 'read')) continue;
    flight.isCurrent = false;
    flight.isVoid = rules.fenceKeepsOut;
  }
}

/** The one thing that a flight can do next. */
export function flightStep(by: number, index: number, flight: Flight, rules: Rules): Step<State> | undefined {
  const of = `of ${nameOf(by)}${index > 0 ? ` (${index + 1})` : ''}`;
  const step = (name: string, take: (state: State, flight: Flight, process: Process) => void): Step<State> => ({
    name: `${name} ${of}`,
    take: (state) => {
      const process = state.processes[by]!;
      take(state, process.flights[index]!, process);
    },
  });
  switch (flight.stage) {
    case 'reading':
      return step('redis reads for the flight', (state, flight) => {
        flight.found = { ...state.cell };
        flight.stage = 'read';
      });
    case 'read':
      return step('the read is answered to the flight', (state, flight, process) => {
        const { kind, isExpired, version } = flight.found;
        if (kind === 'value' && !isExpired && !flight.isRefresh)
          return answerFound(state, process, flight, version, rules);
        board(flight);
        flight.stage = 'acquiring';
      });
    case 'acquiring':
      return step('redis gives the right to load to the flight', (state, flight, process) => {
        const outcome = acquire(state, flight);
        if (outcome === 'held' && flight.isRefresh) return end(process, flight, [flight.early, flight.boarding]);
        if (outcome === 'held') flight.stage = 'held';
        else if (outcome === 'found') answerFound(state, process, flight, state.cell.version, rules);
        else {
          board(flight);
          flight.found = { ...NOTHING };
          flight.stage = 'loading';
          flight.loaded = state.source;
        }
      });
    case 'held':
      return step('the wait ends for the flight', (_state, flight) => {
        board(flight);
        flight.stage = 'reading';
      });
    case 'loading':
      return step('redis takes the offer of the flight', (state, flight, process) => {
        flight.tentative = flight.boarding;
        flight.boarding = NOBODY;
        if (flight.isVoid) return land(state, process, flight, rules);
        flight.isStored = offer(state, flight, rules);
        flight.permit = { ...NOTHING };
        flight.stage = 'offered';
      });
    case 'offered':
      return step('the offer is answered to the flight', (state, flight, process) =>
        land(state, process, flight, rules),
      );
  }
}

/** Those who have come so far came before the next command. */
function board(flight: Flight): void {
  flight.early = Math.max(flight.early, flight.boarding);
  flight.boarding = NOBODY;
}

function answerFound(state: State, process: Process, flight: Flight, version: Version, rules: Rules): void {
  if (!flight.isVoid) process.near = version;
  tell(state, version, flight.early);
  end(process, flight, [servedLate(state, version, flight.boarding, rules)]);
}

function land(state: State, process: Process, flight: Flight, rules: Rules): void {
  const { loaded, early, tentative, boarding } = flight;
  const isConfirmed = flight.isStored && !flight.isVoid;
  if (isConfirmed) process.near = loaded;
  if (flight.isVoid) giveBack(state, flight);
  tell(state, loaded, early);
  let left = tentative;
  if (isConfirmed || !rules.refusedJoinersLoadAgain) {
    tell(state, loaded, tentative);
    left = NOBODY;
  }
  end(process, flight, [left, servedLate(state, loaded, boarding, rules)]);
}

/** @returns those who have to be left behind */
function servedLate(state: State, version: Version, boarding: Floor, rules: Rules): Floor {
  if (rules.lateCallersNeedConfirmation) return boarding;
  tell(state, version, boarding);
  return NOBODY;
}

function tell(state: State, version: Version, floor: Floor): void {
  if (version < floor)
    state.violation = `G2: version ${version} to a caller who came after the removal before ${floor}`;
}

function end(process: Process, flight: Flight, leftBehind: readonly Floor[]): void {
  process.flights.splice(process.flights.indexOf(flight), 1);
  const left = Math.max(...leftBehind);
  if (left === NOBODY) return;
  const standing = process.flights.find(({ isCurrent }) => isCurrent);
  if (standing) standing.early = Math.max(standing.early, left);
  else process.flights.push(newFlight(left, false));
}

export function nameOf(by: number): string {
  return by === 0 ? 'ours' : 'theirs';
}
