import type { Model, Step } from '../explore.js';

/** How a near tier of many entries forgets them all at the cost of one step, each rule to be left out alone. */
export interface Rules {
  /** What is on its way to the near tier has the number of the moment when it was asked for. */
  readonly numbersAtAsking: boolean;
  /** A hit compares when its entry was last checked with the last removal of many. */
  readonly hitsCompare: boolean;
  /** A check that is passed counts for that entry alone. */
  readonly checksEachEntry: boolean;
  /** A removal of one key reaches what is on its way for that key. */
  readonly keyRemovalFences: boolean;
}

export const ALL_RULES: Rules = {
  numbersAtAsking: true,
  hitsCompare: true,
  checksEachEntry: true,
  keyRemovalFences: true,
};

interface Near {
  version: number;
  checkedAt: number;
}

interface Fill {
  key: number;
  number: number;
  /** What the far tier has answered; -1 while it is being asked. */
  version: number;
  isGood: boolean;
}

interface State {
  /** Of each key, in the far tier and the source alike. */
  versions: number[];
  /** Messages on their way: the key, or -1 for all. */
  messages: number[];
  /** Of each key, the version that the messages which arrived speak of. */
  told: number[];
  /** Of each message on its way, the versions at that time. */
  spoken: number[][];
  near: (Near | null)[];
  fills: Fill[];
  number: number;
  lastOfMany: number;
  left: { clears: number; removals: number; fills: number; hits: number };
  violation: string;
}

export type Scope = Partial<State['left']>;

/** A process with a near tier of two keys, and another that removes one of them or all. */
export function severalKeys(scope: Scope, without: Partial<Rules> = {}): Model<State> {
  const rules: Rules = { ...ALL_RULES, ...without };
  return {
    initial: {
      versions: [0, 0],
      messages: [],
      told: [0, 0],
      spoken: [],
      near: [null, null],
      fills: [],
      number: 1,
      lastOfMany: 0,
      left: { clears: 1, removals: 0, fills: 2, hits: 2, ...scope },
      violation: '',
    },
    violation: ({ violation }) => violation || undefined,
    steps: (state) => [
      ...removing(state),
      ...arriving(state, rules),
      ...filling(state, rules),
      ...hitting(state, rules),
    ],
  };
}

function removing({ left }: State): Step<State>[] {
  const steps: Step<State>[] = [];
  const change = (name: string, keys: readonly number[], message: number, kind: 'clears' | 'removals') => {
    if (left[kind] === 0) return;
    steps.push({
      name,
      take: (state) => {
        state.left[kind]--;
        for (const key of keys) state.versions[key]!++;
        state.messages.push(message);
        state.spoken.push([...state.versions]);
      },
    });
  };
  change('everything is removed', [0, 1], -1, 'clears');
  change('key 0 is removed', [0], 0, 'removals');
  return steps;
}

function arriving({ messages }: State, rules: Rules): Step<State>[] {
  if (messages.length === 0) return [];
  const [message] = messages;
  return [
    {
      name: message === -1 ? 'the message of all arrives' : `the message of key ${message} arrives`,
      take: (state) => {
        state.messages.shift();
        const spoken = state.spoken.shift()!;
        if (message === -1) {
          state.told = spoken;
          state.lastOfMany = ++state.number;
          return;
        }
        state.told[message!] = spoken[message!]!;
        state.near[message!] = null;
        if (rules.keyRemovalFences) for (const fill of state.fills) if (fill.key === message) fill.isGood = false;
      },
    },
  ];
}

function filling({ fills, left }: State, rules: Rules): Step<State>[] {
  const steps: Step<State>[] = [];
  for (const key of left.fills > 0 ? [0, 1] : []) {
    steps.push({
      name: `key ${key} is asked for`,
      take: (state) => {
        state.left.fills--;
        state.fills.push({ key, number: ++state.number, version: -1, isGood: true });
      },
    });
  }
  fills.forEach(({ key, version }, index) => {
    steps.push(
      version < 0
        ? {
            name: `the far tier reads key ${key}`,
            take: (state) => {
              state.fills[index]!.version = state.versions[key]!;
            },
          }
        : {
            name: `key ${key} arrives in version ${version}`,
            take: (state) => {
              const [fill] = state.fills.splice(index, 1);
              if (!fill!.isGood) return;
              state.near[key] = { version, checkedAt: rules.numbersAtAsking ? fill!.number : ++state.number };
            },
          },
    );
  });
  return steps;
}

function hitting({ near, left }: State, rules: Rules): Step<State>[] {
  if (left.hits === 0) return [];
  return [0, 1]
    .filter((key) => near[key] !== null)
    .map((key) => ({
      name: `a call of key ${key} looks near`,
      take: (state) => {
        state.left.hits--;
        const entry = state.near[key]!;
        if (rules.hitsCompare && entry.checkedAt < state.lastOfMany) {
          state.near[key] = null;
          if (!rules.checksEachEntry) state.lastOfMany = 0;
          return;
        }
        const told = state.told[key]!;
        if (entry.version < told)
          state.violation = `G3: version ${entry.version} of key ${key} after the message of ${told}`;
      },
    }));
}
