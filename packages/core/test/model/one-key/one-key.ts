import type { Model, Step } from '../explore.js';
import { call, fence, flightStep, nameOf, refresh } from './flight-steps.js';
import { expire, remove } from './redis.js';
import { ALL_RULES, type Rules } from './rules.js';
import {
  type Budget,
  copyOf,
  initialState,
  keyOf,
  type Process,
  type Removal,
  type Start,
  type State,
} from './state.js';

const NONE: Budget = { calls: 0, refreshes: 0, invalidations: 0, expiries: 0, evictions: 0, losses: 0 };

/** What may happen at most, and from where on. */
export type Scope = Partial<Budget & Start>;
export type Without = Partial<Record<keyof Rules, false>>;

/**
 * One key, two processes that both read and write, their near tiers, Redis and the log. Steps that another order would not
 * make worse are taken as one: a loader reads its source as soon as it may, an offer goes out as soon as the load is over.
 */
export function oneKey({ isStored = true, processes = 2, ...budget }: Scope, without: Without = {}): Model<State> {
  const rules: Rules = { ...ALL_RULES, ...without };
  return {
    initial: initialState({ ...NONE, ...budget }, { isStored, processes }),
    keyOf,
    copyOf,
    violation: (state) => state.violation || wrongIn(state),
    steps(state) {
      if (state.violation !== '') return [];
      const steps: Step<State>[] = [];
      state.processes.forEach((process, by) => {
        callerSteps(state, by, process, rules, steps);
        process.flights.forEach((flight, index) => {
          if (flight.stage === 'held' && state.cell.kind === 'lease') return;
          steps.push(flightStep(by, index, flight, rules)!);
        });
        logSteps(state, by, process, rules, steps);
      });
      state.removals.forEach((removal, index) => {
        if (removal.stage !== 'done') steps.push(removalStep(removal, index, rules));
      });
      if (state.left.evictions > 0 && state.cell.kind !== 'nothing') {
        steps.push({
          name: 'redis evicts the key',
          take: (state) => {
            state.left.evictions--;
            state.cell = { kind: 'nothing', token: 0, version: 0, isExpired: false };
          },
        });
      }
      return steps;
    },
  };
}

function callerSteps(state: State, by: number, process: Process, rules: Rules, steps: Step<State>[]): void {
  const { left } = state;
  const add = (kind: keyof Budget, name: string, take: (state: State) => void) => {
    if (left[kind] === 0) return;
    steps.push({
      name: `${name} ${nameOf(by)}`,
      take: (state) => {
        state.left[kind]--;
        take(state);
      },
    });
  };
  add('calls', 'a call in', (state) => call(state, by, rules));
  if (!process.flights.some(({ isCurrent }) => isCurrent)) {
    add('refreshes', 'a refresh in', (state) => refresh(state, by));
  }
  for (const kind of ['invalidations', 'expiries'] as const) {
    add(kind, `the source changes; ${kind === 'expiries' ? 'expire' : 'invalidate'} in`, (state) => {
      state.removals.push({ by, isExpiry: kind === 'expiries', version: ++state.source, stage: 'called' });
      if (rules.fencesBefore) fence(state.processes[by]!, rules);
    });
  }
}

function logSteps(state: State, by: number, process: Process, rules: Rules, steps: Step<State>[]): void {
  if (process.position === state.log.length) return;
  steps.push({
    name: `a message arrives in ${nameOf(by)}`,
    take: (state) => {
      const process = state.processes[by]!;
      process.position++;
      if (rules.messageFences) fence(process, rules);
      else process.near = -1;
    },
  });
  if (state.left.losses === 0) return;
  steps.push({
    name: `messages are lost on the way to ${nameOf(by)}`,
    take: (state) => {
      const process = state.processes[by]!;
      state.left.losses--;
      process.position = state.log.length;
      if (rules.gapFlushes) fence(process, rules);
    },
  });
}

/** Removed, told, confirmed; the other way round where the rule is left out. */
function removalStep(removal: Removal, index: number, rules: Rules): Step<State> {
  const of = `of version ${removal.version}`;
  const remover = (stage: Removal['stage']): Step<State> => ({
    name: `redis carries out the removal ${of}`,
    take: (state) => {
      if (removal.isExpiry) expire(state, rules);
      else remove(state, rules);
      state.removals[index]!.stage = stage;
      state.carriedOut = Math.max(state.carriedOut, removal.version);
    },
  });
  const teller = (stage: Removal['stage']): Step<State> => ({
    name: `the log takes the message ${of}`,
    take: (state) => {
      state.log.push(removal.version);
      state.removals[index]!.stage = stage;
    },
  });
  if (removal.stage === 'called') return rules.removesBeforeTelling ? remover('removed') : teller('told early');
  if (removal.stage === 'removed') return teller('told');
  if (removal.stage === 'told early') return remover('told');
  return {
    name: `the removal ends ${of}`,
    take: (state) => {
      const process = state.processes[removal.by]!;
      if (rules.fencesAfter) fence(process, rules);
      process.removed = Math.max(process.removed, removal.version);
      state.confirmed = Math.max(state.confirmed, removal.version);
      state.removals[index]!.stage = 'done';
    },
  };
}

/** G2 of what stands, G3 of what is near. */
function wrongIn({ cell, carriedOut, processes, log }: State): string | undefined {
  if (cell.kind === 'value' && !cell.isExpired && cell.version < carriedOut) {
    return `G2: version ${cell.version} stands in Redis after the removal before ${carriedOut}`;
  }
  for (const { near, position } of processes) {
    const told = Math.max(0, ...log.slice(0, position));
    if (near >= 0 && near < told) return `G3: version ${near} is near though the message of ${told} has arrived`;
  }
  return undefined;
}
