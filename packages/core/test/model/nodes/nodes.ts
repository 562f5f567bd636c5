import { limitedSteps, type Model, type Step } from '../explore.js';

/** What lets a removal be waited for in every process, each to be left out alone. */
export interface Rules {
  /** A removal resolves when all who are listed have applied it. */
  readonly waitsForAll: boolean;
  /** It waits no longer than anybody can rely on what was proven before it. */
  readonly patienceEnds: boolean;
  /** Who asks for a proof is listed by that very question, and so before it relies on anything. */
  readonly listedByAsking: boolean;
  /** Listed for as long as it may rely on the answer, counted from when the question arrives. */
  readonly listedForLongEnough: boolean;
  /** A proof counts from when it was asked for. */
  readonly countsFromAsking: boolean;
  /** It is listed with what it has applied, not with where the log ends. */
  readonly listedWithWhatIsApplied: boolean;
  /** A list that is new may lack somebody, for as long as anybody can rely on a proof without being in it. */
  readonly newListIsDoubted: boolean;
  /** A list that another server has begun is begun anew. */
  readonly listIsOfOneServer: boolean;
  /** Who leaves the list relies on nothing from then on. */
  readonly relianceEndsBeforeLeaving: boolean;
  /** Every hit looks at the time, also the second one of a turn. */
  readonly everyHitLooks: boolean;
}

export const ALL_RULES: Rules = {
  waitsForAll: true,
  patienceEnds: true,
  listedByAsking: true,
  listedForLongEnough: true,
  countsFromAsking: true,
  listedWithWhatIsApplied: true,
  newListIsDoubted: true,
  listIsOfOneServer: true,
  relianceEndsBeforeLeaving: true,
  everyHitLooks: true,
};

/** In ticks: how long a proof is relied on. */
const SPAN = 2;
const NOWHERE = -1;
const NEVER = -1_000;

interface Entry {
  id: number;
  before: number;
  isRemoval: boolean;
}

interface Look {
  askedAt: number;
  place: number;
  /** Where the log ended, once the server has looked. */
  last: number;
  server: number;
}

interface Follower {
  near: number;
  /** Where it stands in the log of which server. */
  place: number;
  server: number;
  provenUntil: number;
  hasLooked: boolean;
  look: Look | null;
  awaited: { askedAt: number; last: number } | null;
  hasLeft: boolean;
}

interface Listed {
  place: number;
  until: number;
}

interface List {
  since: number;
  server: number;
  listed: Listed | null;
}

interface State {
  now: number;
  /** The version in the far storage. */
  far: number;
  removal: { stage: 'not yet' | 'told' | 'resolved'; place: number; toldAt: number };
  log: Entry[];
  lastId: number;
  server: number;
  list: List | null;
  replica: { lastId: number; list: List | null };
  follower: Follower;
  left: {
    ticks: number;
    others: number;
    losses: number;
    failovers: number;
    /** How often the replica catches up. */
    copies: number;
    fills: number;
    leaves: number;
    calls: number;
  };
  violation: string;
}

export interface Scope extends Partial<State['left']> {
  /** Begins to follow while all this happens. */
  readonly newcomer?: boolean;
}

/**
 * A process that removes the only key there is and waits for the others, and followers with near tiers. Nobody who calls
 * after it resolved may be answered with what was removed. A process that stands still takes no step.
 */
export function nodesModel({ newcomer = false, ...scope }: Scope = {}, without: Partial<Rules> = {}): Model<State> {
  const rules: Rules = { ...ALL_RULES, ...without };
  const left = { ticks: 4, others: 0, losses: 0, failovers: 0, copies: 1, fills: 0, leaves: 0, calls: 1, ...scope };
  const list = { since: NEVER, server: 0, listed: newcomer ? null : { place: 0, until: SPAN } };
  return {
    initial: {
      now: 0,
      far: 0,
      removal: { stage: 'not yet', place: NOWHERE, toldAt: 0 },
      log: [],
      lastId: 0,
      server: 0,
      list,
      replica: { lastId: 0, list },
      follower: {
        near: newcomer ? -1 : 0,
        place: newcomer ? NOWHERE : 0,
        server: 0,
        provenUntil: newcomer ? NEVER : 0,
        hasLooked: false,
        look: null,
        awaited: null,
        hasLeft: false,
      },
      left,
      violation: '',
    },
    violation: ({ violation }) => violation || undefined,
    steps: (state) =>
      state.left.calls === 0 || isSettled(state)
        ? []
        : [
            ...worldSteps(state),
            ...removerSteps(state, rules),
            ...followerSteps(state, rules),
            ...lookSteps(state, rules),
          ],
    keyOf,
  };
}

/** What was removed cannot come back: nothing can go wrong any more. */
function isSettled({ far, follower }: State): boolean {
  return far === 1 && follower.near !== 0;
}

function worldSteps(state: State): Step<State>[] {
  const { replica, lastId } = state;
  const { steps, limited } = limitedSteps(state);
  limited('ticks', 'a tick passes', (state) => {
    state.now++;
  });
  limited('others', 'something else is removed, and told', (state) => append(state, false));
  limited('losses', 'the list is lost', (state) => {
    state.list = null;
  });
  if (state.left.failovers > 0) {
    limited('copies', 'a replica catches up', (state) => {
      state.replica = { lastId: state.lastId, list: state.list };
    });
  }
  limited('failovers', `the replica takes over, which has ${replica.lastId} of ${lastId}`, (state) => {
    state.server++;
    state.log = state.log.filter(({ id }) => id <= state.replica.lastId);
    state.lastId = state.replica.lastId;
    state.list = state.replica.list;
  });
  return steps;
}

function append(state: State, isRemoval: boolean): void {
  state.log.push({ id: state.lastId + 1, before: state.lastId, isRemoval });
  state.lastId++;
}

function removerSteps({ removal, now, list, server }: State, rules: Rules): Step<State>[] {
  if (removal.stage === 'not yet') {
    return [
      {
        name: 'the value is removed, and that is told',
        take: (state) => {
          state.far = 1;
          append(state, true);
          state.removal = { stage: 'told', place: state.lastId, toldAt: state.now };
        },
      },
    ];
  }
  if (removal.stage === 'resolved') return [];
  const resolve = (name: string): Step<State> => ({
    name,
    take: (state) => {
      state.removal.stage = 'resolved';
    },
  });
  if (!rules.waitsForAll) return [resolve('the removal resolves')];
  const steps: Step<State>[] = [];
  if (isLost(list, server, rules)) {
    steps.push({ name: 'the remover finds no list, and begins one', take: (state) => beginList(state) });
  } else if (hasAll(list!, removal.place, now, rules)) steps.push(resolve('all who are listed have it: it resolves'));
  if (rules.patienceEnds ? now - removal.toldAt >= SPAN : now > removal.toldAt) {
    steps.push(resolve('nobody can rely on an earlier proof any more: it resolves'));
  }
  return steps;
}

function hasAll({ since, listed }: List, place: number, now: number, rules: Rules): boolean {
  if (rules.newListIsDoubted && now < since + SPAN) return false;
  return listed === null || listed.until <= now || listed.place >= place;
}

function isLost(list: List | null, server: number, rules: Rules): boolean {
  return list === null || (rules.listIsOfOneServer && list.server !== server);
}

function beginList(state: State): void {
  state.list = { since: state.now, server: state.server, listed: null };
}

function relies({ provenUntil, hasLeft }: Follower, now: number, rules: Rules): boolean {
  return now - provenUntil < SPAN && !(hasLeft && rules.relianceEndsBeforeLeaving);
}

function followerSteps(state: State, rules: Rules): Step<State>[] {
  const steps: Step<State>[] = [];
  const { now, log, left, follower, server } = state;
  const step = (name: string, take: (state: State, follower: Follower) => void) =>
    steps.push({ name, take: (state) => take(state, state.follower) });

  const next = log.find(({ id }) => id > follower.place);
  if (next !== undefined && follower.place !== NOWHERE && !follower.hasLeft) {
    step(`it reads entry ${next.id}`, (_state, follower) => {
      if (next.before !== follower.place) flush(follower);
      follower.place = next.id;
      if (next.isRemoval) follower.near = -1;
      // Both go over one connection: what another server answered before is lost with it.
      if (follower.look !== null && follower.look.last !== NOWHERE && follower.look.server !== server)
        follower.look = null;
    });
  }
  if (left.fills > 0 && follower.near < 0) {
    step('it reads the far storage, and keeps that near', (state, follower) => {
      state.left.fills--;
      follower.near = state.far;
    });
  }
  if (left.leaves > 0 && !follower.hasLeft) {
    step('it leaves the list', (state, follower) => {
      state.left.leaves--;
      follower.hasLeft = true;
      if (state.list !== null) state.list = { ...state.list, listed: null };
    });
  }
  if (follower.near < 0) return steps;
  if (rules.everyHitLooks ? relies(follower, now, rules) : follower.hasLooked) {
    step('a call is answered by what is near', (state, follower) => {
      state.left.calls--;
      if (state.removal.stage === 'resolved' && follower.near < state.far) {
        state.violation = 'what was removed is served after the removal resolved';
      }
    });
  }
  if (!rules.everyHitLooks && relies(follower, now, rules) && !follower.hasLooked) {
    step('a hit looks at the time, for others of its turn as well', (_state, follower) => {
      follower.hasLooked = true;
    });
  }
  return steps;
}

function lookSteps({ follower: { look, hasLeft }, lastId, server }: State, rules: Rules): Step<State>[] {
  if (look === null) {
    if (hasLeft) return [];
    return [
      {
        name: 'it asks where the log ends',
        take: (state) => {
          const { place } = state.follower;
          state.follower.look = { askedAt: state.now, place, last: NOWHERE, server: -1 };
        },
      },
    ];
  }
  if (look.last === NOWHERE) {
    return [
      {
        name: rules.listedByAsking ? 'the server lists it, and looks where the log ends' : 'the server looks',
        take: (state) => {
          Object.assign(state.follower.look!, { last: state.lastId, server: state.server });
          if (rules.listedByAsking) enlist(state, rules);
        },
      },
    ];
  }
  return [
    {
      name: `it is answered: ${look.last} of ${lastId} at server ${look.server} of ${server}`,
      take: (state) => answer(state, state.follower, rules),
    },
  ];
}

function enlist(state: State, rules: Rules): void {
  if (isLost(state.list, state.server, rules)) beginList(state);
  const listed = {
    place: rules.listedWithWhatIsApplied ? state.follower.look!.place : state.lastId,
    until: state.now + (rules.listedForLongEnough ? SPAN : SPAN - 1),
  };
  // The copy that a replica has stays as it is.
  state.list = { ...state.list!, listed };
}

function answer(state: State, follower: Follower, rules: Rules): void {
  const { askedAt, last, server } = follower.look!;
  follower.look = null;
  if (follower.hasLeft) return;
  if (follower.place === NOWHERE || server !== follower.server || last < follower.place) {
    Object.assign(follower, { place: last, server });
    flush(follower);
  }
  const { awaited } = follower;
  if (awaited !== null && follower.place >= awaited.last) prove(state, follower, awaited.askedAt, rules);
  if (follower.place >= last) prove(state, follower, askedAt, rules);
  else follower.awaited ??= { askedAt, last };
}

function flush(follower: Follower): void {
  follower.awaited = null;
  follower.near = -1;
}

function prove(state: State, follower: Follower, askedAt: number, rules: Rules): void {
  follower.awaited = null;
  follower.provenUntil = Math.max(follower.provenUntil, rules.countsFromAsking ? askedAt : state.now);
}

/** What was so long ago that it decides nothing any more is one and the same. */
function keyOf(state: State): string {
  const { now } = state;
  const ago = (instant: number) => Math.max(instant - now, -SPAN - 1);
  const until = (instant: number) => Math.max(instant - now, 0);
  const listOf = (list: List | null) =>
    list && [ago(list.since), list.server, list.listed && [list.listed.place, until(list.listed.until)]];
  const { removal, replica, follower } = state;
  const { look, awaited } = follower;
  return JSON.stringify([
    state.left,
    [state.far, state.log, state.lastId, state.server, listOf(state.list), replica.lastId, listOf(replica.list)],
    [removal.stage, removal.place, ago(removal.toldAt)],
    [follower.near, follower.place, follower.server, follower.hasLooked, follower.hasLeft, ago(follower.provenUntil)],
    look && [look.place, look.last, look.server, ago(look.askedAt)],
    awaited && [awaited.last, ago(awaited.askedAt)],
  ]);
}
