/** Of the source. A later one is greater. */
export type Version = number;
/** One per load and per expiry, never used twice; 0 is none. */
export type Token = number;
/** The version below which an answer is wrong; -1 where nobody asks. */
export type Floor = Version;
export const NOBODY: Floor = -1;

/** What the key holds in Redis. */
export interface Cell {
  kind: 'nothing' | 'lease' | 'value';
  token: Token;
  version: Version;
  isExpired: boolean;
}

export interface Flight {
  isRefresh: boolean;
  /** `read`: the answer to the first command is on its way. `held`: somebody else loads. `offered`: as `read`. */
  stage: 'reading' | 'read' | 'acquiring' | 'held' | 'loading' | 'offered';
  isCurrent: boolean;
  isVoid: boolean;
  /** What the first command has found. */
  found: Cell;
  permit: Cell;
  token: Token;
  loaded: Version;
  isStored: boolean;
  /** Of the callers who came before the last command was sent, of those since, of those who came during the load. */
  early: Floor;
  boarding: Floor;
  tentative: Floor;
}

export interface Process {
  /** What is near; -1 for nothing. */
  near: Version;
  flights: Flight[];
  /** How much of the log it has seen. */
  position: number;
  /** The last version whose removal has ended here. */
  removed: Version;
}

export interface Removal {
  isExpiry: boolean;
  by: number;
  version: Version;
  stage: 'called' | 'removed' | 'told' | 'told early' | 'done';
}

export interface State {
  source: Version;
  cell: Cell;
  /** What was removed, in the order told. */
  log: Version[];
  processes: Process[];
  removals: Removal[];
  /** The last version whose removal Redis has carried out. */
  carriedOut: Version;
  /** The last version whose removal has ended anywhere. */
  confirmed: Version;
  lastToken: Token;
  left: Budget;
  violation: string;
}

/** What may still happen. */
export interface Budget {
  calls: number;
  refreshes: number;
  invalidations: number;
  expiries: number;
  evictions: number;
  losses: number;
}

export const NOTHING: Cell = { kind: 'nothing', token: 0, version: 0, isExpired: false };

export interface Start {
  /** Whether the key holds a value at first. */
  readonly isStored: boolean;
  readonly processes: number;
}

export function initialState(left: Budget, { isStored, processes }: Start): State {
  const process = (): Process => ({ near: -1, flights: [], position: 0, removed: 0 });
  return {
    source: 0,
    cell: isStored ? { kind: 'value', token: 1, version: 0, isExpired: false } : { ...NOTHING },
    log: [],
    processes: Array.from({ length: processes }, process),
    removals: [],
    carriedOut: 0,
    confirmed: 0,
    lastToken: 1,
    left: { ...left },
    violation: '',
  };
}

export function copyOf(state: State): State {
  return {
    ...state,
    cell: { ...state.cell },
    log: [...state.log],
    left: { ...state.left },
    removals: state.removals.map((removal) => ({ ...removal })),
    processes: state.processes.map((process) => ({
      ...process,
      flights: process.flights.map((flight) => ({
        ...flight,
        found: { ...flight.found },
        permit: { ...flight.permit },
      })),
    })),
  };
}

/** Without the names of tokens: only which of them are the same matters. And without the names of the processes. */
export function keyOf(state: State): string {
  const tokens = [0];
  const token = (which: Token): number => {
    const index = tokens.indexOf(which);
    return index >= 0 ? index : tokens.push(which) - 1;
  };
  const cell = ({ kind, token: which, version, isExpired }: Cell) =>
    `${kind[0]}${token(which)}${version}${isExpired ? 'x' : ''}`;
  const flight = (each: Flight) =>
    `${each.isRefresh ? 'R' : 'C'}${STAGES.indexOf(each.stage)}${each.isCurrent ? 'c' : ''}${each.isVoid ? 'v' : ''}` +
    `${cell(each.found)}${cell(each.permit)}${token(each.token)}.${each.loaded}${each.isStored ? 's' : ''}` +
    `${each.early},${each.boarding},${each.tentative}`;
  const { source, log, processes, removals, carriedOut, confirmed, left } = state;
  const common = `${cell(state.cell)}|${source} ${log} ${carriedOut} ${confirmed} ${Object.values(left)}`;
  const own = processes.map(({ near, flights, position, removed }, by) => {
    const mine = removals.filter((removal) => removal.by === by);
    return `${near} ${position} ${removed} ${flights.map(flight).join(';')} ${mine.map(({ isExpiry, version, stage }) => `${isExpiry}${version}${stage}`)}`;
  });
  return `${common}|${own.join('|')}${state.violation}`;
}

const STAGES: readonly Flight['stage'][] = ['reading', 'read', 'acquiring', 'held', 'loading', 'offered'];
