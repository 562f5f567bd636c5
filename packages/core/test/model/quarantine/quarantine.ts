import type { Model, Step } from '../explore.js';

/** What `withWrite` does, each to be left out alone. */
export interface Rules {
  /** The key is put in quarantine before the source is written. */
  readonly quarantinesBefore: boolean;
  /** That is told to others, so that what is near them goes before the source is written. */
  readonly tellsBefore: boolean;
  /** Putting it in quarantine voids the permits of loads under way. */
  readonly voidsPermits: boolean;
  /** What is loaded during a quarantine is not stored. */
  readonly loadsAreNotStored: boolean;
  /** One write's end leaves the quarantine of another alone. */
  readonly countsWrites: boolean;
  /** Somebody else's invalidation leaves a quarantine alone. */
  readonly outlivesInvalidation: boolean;
  /** The quarantine does not run out while its writer lives. */
  readonly outlivesWrite: boolean;
  /** The key is invalidated after the source was written. */
  readonly invalidatesAfter: boolean;
}

export const ALL_RULES: Rules = {
  quarantinesBefore: true,
  tellsBefore: true,
  voidsPermits: true,
  loadsAreNotStored: true,
  countsWrites: true,
  outlivesInvalidation: true,
  outlivesWrite: true,
  invalidatesAfter: true,
};

interface Writer {
  stage: 'called' | 'quarantined' | 'told' | 'committed' | 'removed' | 'done' | 'dead';
  /** Its quarantine still stands. */
  stands: boolean;
}

interface Load {
  stage: 'acquired' | 'loaded';
  permit: number;
  version: number;
}

interface State {
  source: number;
  /** What stands: nothing (0), a lease or a value; tombstones are the writers' own. */
  stands: number;
  value: number;
  loads: Load[];
  writers: Writer[];
  near: number;
  messages: number;
  lastToken: number;
  left: { loads: number; reads: number; deaths: number; invalidations: number; losses: number };
}

export interface Scope {
  readonly writers: number;
  readonly loads: number;
  readonly reads?: number;
  readonly deaths?: number;
  readonly invalidations?: number;
  /** How often Redis may lose the quarantine. */
  readonly losses?: number;
}

/**
 * One key, writers that may die between any two steps, loads and a near tier in another process. When all is said and done,
 * nothing that stands anywhere may be older than the source.
 */
export function quarantine(scope: Scope, without: Partial<Rules> = {}): Model<State> {
  const rules: Rules = { ...ALL_RULES, ...without };
  const { writers, loads, reads = 0, deaths = 0, invalidations = 0, losses = 0 } = scope;
  return {
    initial: {
      source: 0,
      stands: 1,
      value: 0,
      loads: [],
      writers: Array.from({ length: writers }, () => ({ stage: 'called', stands: false })),
      near: -1,
      messages: 0,
      lastToken: 1,
      left: { loads, reads, deaths, invalidations, losses },
    },
    violation: (state) => wrongIn(state),
    steps: (state) => [
      ...state.writers.flatMap((writer, index) => writerSteps(state, writer, index, rules)),
      ...loadSteps(state, rules),
      ...nearSteps(state),
    ],
  };
}

/** Whether nobody is about to change or remove anything: what stands now stands until it expires. */
function isSettled({ writers, messages }: State): boolean {
  return messages === 0 && writers.every(({ stage, stands }) => (stage === 'done' || stage === 'dead') && !stands);
}

function wrongIn(state: State): string | undefined {
  if (!isSettled(state)) return undefined;
  const { source, value, near } = state;
  if (value >= 0 && value < source) return `G6: version ${value} stands in Redis, the source has ${source}`;
  if (near >= 0 && near < source) return `G6: version ${near} is near, the source has ${source}`;
  return undefined;
}

function isQuarantined({ writers }: State): boolean {
  return writers.some(({ stands }) => stands);
}

function remove(state: State): void {
  state.stands = 0;
  state.value = -1;
}

function writerSteps(state: State, writer: Writer, index: number, rules: Rules): Step<State>[] {
  const steps: Step<State>[] = [];
  const step = (name: string, take: (state: State, writer: Writer) => void) =>
    steps.push({ name: `writer ${index + 1} ${name}`, take: (state) => take(state, state.writers[index]!) });
  switch (writer.stage) {
    case 'called':
      step('puts the key in quarantine', (state, writer) => {
        writer.stage = 'quarantined';
        writer.stands = rules.quarantinesBefore;
        if (rules.voidsPermits || state.value >= 0) remove(state);
      });
      break;
    case 'quarantined':
      step('tells others, and they forget', (state, writer) => {
        writer.stage = 'told';
        if (rules.tellsBefore) state.messages++;
      });
      break;
    case 'told':
      step('commits', (state, writer) => {
        writer.stage = 'committed';
        state.source++;
      });
      break;
    case 'committed':
      step('ends its quarantine and invalidates', (state, writer) => {
        writer.stage = 'removed';
        writer.stands = false;
        if (!rules.countsWrites) for (const other of state.writers) other.stands = false;
        if (rules.invalidatesAfter) remove(state);
      });
      break;
    case 'removed':
      step('tells others', (state, writer) => {
        writer.stage = 'done';
        state.messages++;
      });
      break;
  }
  const isAlive = writer.stage !== 'done' && writer.stage !== 'dead';
  if (isAlive && writer.stage !== 'called' && state.left.deaths > 0) {
    step('dies', (state, writer) => {
      writer.stage = 'dead';
      state.left.deaths--;
    });
  }
  if (writer.stands && (!isAlive || !rules.outlivesWrite)) {
    step('has its quarantine run out', (_state, writer) => {
      writer.stands = false;
    });
  }
  return steps;
}

function loadSteps(state: State, rules: Rules): Step<State>[] {
  const steps: Step<State>[] = [];
  if (state.left.loads > 0 && state.stands === 0 && (!isQuarantined(state) || !rules.loadsAreNotStored)) {
    steps.push({
      name: 'a load takes the lease',
      take: (state) => {
        state.left.loads--;
        state.stands = ++state.lastToken;
        state.loads.push({ stage: 'acquired', permit: state.stands, version: -1 });
      },
    });
  }
  state.loads.forEach((load, index) => {
    if (load.stage === 'acquired') {
      steps.push({
        name: `load ${index + 1} reads the source`,
        take: (state) => {
          state.loads[index]!.stage = 'loaded';
          state.loads[index]!.version = state.source;
        },
      });
      return;
    }
    steps.push({
      name: `load ${index + 1} offers version ${load.version}`,
      take: (state) => {
        state.loads.splice(index, 1);
        if (isQuarantined(state) && rules.voidsPermits && rules.loadsAreNotStored) return;
        if (state.stands === load.permit) state.value = load.version;
      },
    });
  });
  if (state.left.losses > 0 && isQuarantined(state)) {
    steps.push({
      name: 'redis loses the quarantine',
      take: (state) => {
        state.left.losses--;
        for (const writer of state.writers) writer.stands = false;
      },
    });
  }
  if (state.left.invalidations > 0) {
    steps.push({
      name: 'somebody else invalidates',
      take: (state) => {
        state.left.invalidations--;
        remove(state);
        state.messages++;
        if (!rules.outlivesInvalidation) for (const writer of state.writers) writer.stands = false;
      },
    });
  }
  return steps;
}

function nearSteps(state: State): Step<State>[] {
  const steps: Step<State>[] = [];
  if (state.left.reads > 0 && state.value >= 0 && !isQuarantined(state)) {
    steps.push({
      name: 'another process reads, and keeps it near',
      take: (state) => {
        state.left.reads--;
        state.near = state.value;
      },
    });
  }
  if (state.messages > 0) {
    steps.push({
      name: 'a message arrives',
      take: (state) => {
        state.messages--;
        state.near = -1;
      },
    });
  }
  return steps;
}
