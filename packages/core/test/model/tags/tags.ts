import { limitedSteps, type Model, type Step } from '../explore.js';

/** What section 8 demands of tags, each to be left out alone. */
export interface Rules {
  /** A load takes the clock before it starts, and not when it is done. */
  readonly takesClockFirst: boolean;
  /** A tag whose number is lost is made anew with the clock as it stands, so that what was loaded before is invalid. */
  readonly absentTagFailsClosed: boolean;
  /** A clock that is lost begins another lineage, with which nothing loaded before can be compared. */
  readonly clocksHaveLineages: boolean;
  /** A failover begins another generation of everything. */
  readonly generations: boolean;
  /** What is loaded is valid only if no tag has moved beyond its clock. */
  readonly comparesNumbers: boolean;
}

export const ALL_RULES: Rules = {
  takesClockFirst: true,
  absentTagFailsClosed: true,
  clocksHaveLineages: true,
  generations: true,
  comparesNumbers: true,
};

interface Control {
  /** The clock of tags; -1 where it is lost. */
  clock: number;
  lineage: number;
  generation: number;
  /** The number of each tag; -1 where it is absent. */
  tags: number[];
}

interface Stored {
  clock: number;
  lineage: number;
  version: number;
}

interface State {
  control: Control;
  /** What a replica has of it. */
  replica: Control;
  replicaStored: Stored;
  stored: Stored;
  /** `idle`: not begun. `taken`: the clock is taken. `loaded`: the source was read. */
  load: { stage: 'idle' | 'taken' | 'loaded'; clock: number; lineage: number; version: number };
  source: number;
  /** The last version that was invalidated by a tag, confirmed. */
  invalidated: number;
  lastLineage: number;
  left: { invalidations: number; losses: number; failovers: number; loads: number; reads: number };
  violation: string;
}

export type Scope = Partial<State['left']>;

/** The tags of the entry: it carries both. */
const TAGS = [0, 1];

/** One entry with two tags, loads that learn them from their result, control keys that get lost, a replica that is behind. */
export function tags(scope: Scope, without: Partial<Rules> = {}): Model<State> {
  const rules: Rules = { ...ALL_RULES, ...without };
  const control = (): Control => ({ clock: 1, lineage: 1, generation: 1, tags: [1, 1] });
  const stored = (): Stored => ({ clock: 1, lineage: 1, version: 0 });
  return {
    initial: {
      control: control(),
      replica: control(),
      replicaStored: stored(),
      stored: stored(),
      load: { stage: 'idle', clock: 0, lineage: 0, version: 0 },
      source: 0,
      invalidated: 0,
      lastLineage: 1,
      left: { invalidations: 1, losses: 0, failovers: 0, loads: 1, reads: 1, ...scope },
      violation: '',
    },
    violation: ({ violation }) => violation || undefined,
    steps: (state) => [...changes(state, rules), ...loading(state, rules), ...reading(state, rules)],
  };
}

/** The clock, made anew where it is lost; a script does so before anything else. */
function clockOf(state: State, rules: Rules): number {
  const { control } = state;
  if (control.clock >= 0) return control.clock;
  control.clock = 1; // the server's time may have been set back
  if (rules.clocksHaveLineages) control.lineage = ++state.lastLineage;
  return control.clock;
}

function tagOf(state: State, tag: number, rules: Rules): number {
  const now = clockOf(state, rules);
  const { control } = state;
  if (control.tags[tag]! < 0) {
    if (!rules.absentTagFailsClosed) return -1;
    control.tags[tag] = now;
  }
  return control.tags[tag]!;
}

function isValid(state: State, { clock, lineage, version }: Stored, rules: Rules): boolean {
  if (version < 0) return false;
  const now = clockOf(state, rules);
  if (lineage !== state.control.lineage) return false;
  if (clock === now || !rules.comparesNumbers) return true;
  return TAGS.every((tag) => tagOf(state, tag, rules) <= clock);
}

function changes(state: State, rules: Rules): Step<State>[] {
  const { replica, control } = state;
  const { steps, limited } = limitedSteps(state);
  for (const tag of TAGS) {
    limited('invalidations', `the source changes; tag ${tag} is invalidated`, (state) => {
      state.source++;
      const before = clockOf(state, rules);
      state.control.clock = before + 1;
      state.control.tags[tag] = before + 1;
      state.invalidated = state.source;
    });
    limited('losses', `the number of tag ${tag} is lost`, (state) => {
      state.control.tags[tag] = -1;
    });
  }
  limited('losses', 'the clock is lost', (state) => {
    state.control.clock = -1;
  });
  if (JSON.stringify(replica) !== JSON.stringify(control) && state.left.failovers > 0) {
    steps.push({
      name: 'the replica catches up',
      take: (state) => {
        state.replica = { ...state.control, tags: [...state.control.tags] };
        state.replicaStored = { ...state.stored };
      },
    });
  }
  limited('failovers', 'the replica takes over', (state) => {
    state.control = { ...state.replica, tags: [...state.replica.tags] };
    state.stored = { ...state.replicaStored };
    if (rules.generations) {
      state.control.generation++;
      state.control.clock = -1;
      state.control.tags = [-1, -1];
    }
  });
  return steps;
}

function loading({ load, left }: State, rules: Rules): Step<State>[] {
  const take = (state: State) => {
    state.load.clock = clockOf(state, rules);
    state.load.lineage = state.control.lineage;
  };
  switch (load.stage) {
    case 'idle':
      if (left.loads === 0) return [];
      return [
        {
          name: 'a load takes the clock',
          take: (state) => {
            state.left.loads--;
            state.load.stage = 'taken';
            if (rules.takesClockFirst) take(state);
          },
        },
      ];
    case 'taken':
      return [
        {
          name: 'it reads the source',
          take: (state) => {
            state.load.stage = 'loaded';
            state.load.version = state.source;
          },
        },
      ];
    case 'loaded':
      return [
        {
          name: 'it stores its result, and learns its tags',
          take: (state) => {
            if (!rules.takesClockFirst) take(state);
            const { clock, lineage, version } = state.load;
            state.stored = { clock, lineage, version };
            state.load = { stage: 'idle', clock: 0, lineage: 0, version: 0 };
          },
        },
      ];
  }
}

function reading({ left }: State, rules: Rules): Step<State>[] {
  if (left.reads === 0) return [];
  return [
    {
      name: 'a call reads what is stored',
      take: (state) => {
        state.left.reads--;
        const { stored, invalidated } = state;
        if (isValid(state, stored, rules) && stored.version < invalidated) {
          state.violation = `G2: version ${stored.version} is read after a tag of version ${invalidated} was invalidated`;
        }
      },
    },
  ];
}
