import { limitedSteps, type Model, type Step } from '../explore.js';

/** What makes a near tier trustworthy for so long and no longer, each to be left out alone. */
export interface Rules {
  /** A proof counts from when it was asked for, not from when the answer came. */
  readonly countsFromAsking: boolean;
  /** A proof counts once all that stood there when it was given has been read. */
  readonly readsBeforeProof: boolean;
  /** Without a proof for so long, the near tier is not served from. */
  readonly silenceEndsTrust: boolean;
  /** An entry names the one before it, and one that does not follow is a gap. */
  readonly entriesAreChained: boolean;
  /** Another server, or one that may have lost its end, is a gap. */
  readonly anotherServerIsAGap: boolean;
  /** A gap empties the near tier. */
  readonly gapFlushes: boolean;
}

export const ALL_RULES: Rules = {
  countsFromAsking: true,
  readsBeforeProof: true,
  silenceEndsTrust: true,
  entriesAreChained: true,
  anotherServerIsAGap: true,
  gapFlushes: true,
};

/** In ticks. */
const MAX_STALENESS = 2;

interface Entry {
  id: number;
  before: number;
  /** Of the key in question; -1 where it is about another. */
  version: number;
}

interface State {
  now: number;
  source: number;
  /** When each version was removed: its number is its index. */
  removedAt: number[];
  /** Entries not trimmed yet, on the server that now answers. */
  log: Entry[];
  lastId: number;
  /** How many of them a replica has. */
  replicated: number;
  server: number;
  reader: { near: number; position: number; server: number; provenUntil: number };
  /** A look at the end whose answer is on its way, and one that waits until all has been read. */
  look: { askedAt: number; last: number; server: number } | null;
  awaited: { askedAt: number; last: number } | null;
  left: { removals: number; others: number; ticks: number; trims: number; failovers: number; reads: number };
  violation: string;
}

export type Scope = Partial<State['left']>;

/** A writer elsewhere removes and tells the log; a reader with a near tier follows it. Time passes between any two steps. */
export function logModel(scope: Scope, without: Partial<Rules> = {}): Model<State> {
  const rules: Rules = { ...ALL_RULES, ...without };
  const left = { removals: 1, others: 0, ticks: 4, trims: 0, failovers: 0, reads: 1, ...scope };
  return {
    initial: {
      now: 0,
      source: 0,
      removedAt: [0],
      log: [],
      lastId: 0,
      replicated: 0,
      server: 0,
      reader: { near: 0, position: 0, server: 0, provenUntil: 0 },
      look: null,
      awaited: null,
      left,
      violation: '',
    },
    violation: ({ violation }) => violation || undefined,
    steps: (state) => [...worldSteps(state), ...readerSteps(state, rules), ...lookSteps(state, rules)],
  };
}

function worldSteps(state: State): Step<State>[] {
  const { log, replicated, lastId } = state;
  const { steps, limited } = limitedSteps(state);
  limited('ticks', 'a tick passes', (state) => {
    state.now++;
  });
  limited('removals', 'somebody removes the value and tells the log', (state) => {
    state.removedAt.push(state.now);
    state.log.push({ id: state.lastId + 1, before: state.lastId, version: ++state.source });
    state.lastId++;
  });
  limited('others', 'somebody removes something else, and tells the log', (state) => {
    state.log.push({ id: state.lastId + 1, before: state.lastId, version: -1 });
    state.lastId++;
  });
  if (log.length > 0)
    limited('trims', 'the log is trimmed to its last entry', (state) => state.log.splice(0, state.log.length - 1));
  if (replicated < lastId) {
    steps.push({
      name: 'a replica catches up',
      take: (state) => {
        state.replicated = state.lastId;
      },
    });
  }
  limited('failovers', 'the replica takes over', (state) => {
    state.server++;
    state.log = state.log.filter(({ id }) => id <= state.replicated);
    state.lastId = state.replicated;
  });
  return steps;
}

function readerSteps(state: State, rules: Rules): Step<State>[] {
  const steps: Step<State>[] = [];
  const { reader, log } = state;
  const next = log.find(({ id }) => id > reader.position);
  if (next !== undefined) {
    steps.push({
      name: `the reader reads entry ${next.id}`,
      take: (state) => {
        const { reader } = state;
        if (rules.entriesAreChained && next.before !== reader.position) gap(state, rules);
        reader.position = next.id;
        if (next.version >= 0) reader.near = -1;
        const { awaited } = state;
        if (awaited !== null && reader.position >= awaited.last) prove(state, awaited.askedAt, rules);
      },
    });
  }
  if (state.left.reads > 0 && reader.near >= 0) {
    const isTrusted = state.now - reader.provenUntil < MAX_STALENESS || !rules.silenceEndsTrust;
    if (isTrusted) {
      steps.push({
        name: 'a call is answered by what is near',
        take: (state) => {
          state.left.reads--;
          const { near } = state.reader;
          const since = state.removedAt[near + 1];
          if (since !== undefined && state.now - since >= MAX_STALENESS) {
            state.violation = `G3: version ${near} is served ${state.now - since} ticks after its removal`;
          }
        },
      });
    }
  }
  return steps;
}

function lookSteps(state: State, rules: Rules): Step<State>[] {
  const { look } = state;
  if (look === null) {
    if (state.awaited !== null) return [];
    return [
      {
        name: 'the reader asks where the log ends',
        take: (state) => {
          state.look = { askedAt: state.now, last: -1, server: -1 };
        },
      },
    ];
  }
  if (look.last < 0) {
    return [
      {
        name: 'the server looks at the end of the log',
        take: (state) => {
          state.look!.last = state.lastId;
          state.look!.server = state.server;
        },
      },
    ];
  }
  return [
    {
      name: `it is answered: ${look.last}`,
      take: (state) => {
        const { reader } = state;
        state.look = null;
        if (rules.anotherServerIsAGap && (look.server !== reader.server || look.last < reader.position)) {
          reader.position = look.last;
          reader.server = look.server;
          gap(state, rules);
        }
        if (!rules.readsBeforeProof || reader.position >= look.last) prove(state, look.askedAt, rules);
        else state.awaited = { askedAt: look.askedAt, last: look.last };
      },
    },
  ];
}

function gap(state: State, rules: Rules): void {
  state.awaited = null;
  if (rules.gapFlushes) state.reader.near = -1;
}

function prove(state: State, askedAt: number, rules: Rules): void {
  state.awaited = null;
  state.reader.provenUntil = Math.max(state.reader.provenUntil, rules.countsFromAsking ? askedAt : state.now);
}
