import {
  figuresByLabel,
  health,
  type LabelFigures,
  type LiveFunction,
  liveFunctions,
  type StorageFacts,
  type StorageHealth,
} from '@memoir/core';

/** Everything that is collected, as it was at one moment: so what is counted together adds up. */
export interface Snapshot {
  readonly figures: ReadonlyMap<string, LabelFigures>;
  /** By label: what all functions that have it hold together. */
  readonly functions: ReadonlyMap<string, FunctionState>;
  /** By the name of their class: what all storages of the process hold together, those in front of others included. */
  readonly tiers: ReadonlyMap<string, TierState>;
}

/** `undefined` stands for what no function tells. */
export interface FunctionState {
  running: number;
  entries: number | undefined;
  weight: number | undefined;
  capacity: number | undefined;
  unconfirmed: number;
}

/** `undefined` stands for what no storage tells. */
export interface TierState {
  entries: number | undefined;
  bytes: number | undefined;
  maxEntries: number | undefined;
  maxBytes: number | undefined;
  openBreakers: number;
  /** Of those with a log, how many have copies that may be served. */
  trusted: number | undefined;
  gaps: number | undefined;
}

export function takeSnapshot(): Snapshot {
  const functions = new Map<string, FunctionState>();
  for (const live of liveFunctions()) addFunction(functions, live);
  const tiers = new Map<string, TierState>();
  for (const storage of health().storages) addStorage(tiers, storage);
  return { figures: figuresByLabel(), functions, tiers };
}

function addFunction(functions: Map<string, FunctionState>, live: LiveFunction): void {
  const before = functions.get(live.label);
  const { entries, weight, capacity } = live.holdings();
  functions.set(live.label, {
    running: (before?.running ?? 0) + live.loads().length,
    entries: sum(before?.entries, entries),
    weight: sum(before?.weight, weight),
    capacity: sum(before?.capacity, capacity),
    unconfirmed: (before?.unconfirmed ?? 0) + live.storage().unconfirmed,
  });
}

function addStorage(tiers: Map<string, TierState>, { facts, breaker }: StorageHealth): void {
  const state = addTier(tiers, facts);
  if (breaker !== 'closed') state.openBreakers++;
}

function addTier(tiers: Map<string, TierState>, facts: StorageFacts): TierState {
  const { name, entries, bytes, maxEntries, maxBytes, log } = facts;
  const before = tiers.get(name);
  const state: TierState = {
    entries: sum(before?.entries, entries),
    bytes: sum(before?.bytes, bytes),
    maxEntries: sum(before?.maxEntries, maxEntries),
    maxBytes: sum(before?.maxBytes, maxBytes),
    openBreakers: before?.openBreakers ?? 0,
    trusted: sum(before?.trusted, log && Number(log.isTrusted)),
    gaps: sum(before?.gaps, log?.gaps),
  };
  tiers.set(name, state);
  for (const tier of facts.tiers ?? []) addTier(tiers, tier);
  return state;
}

function sum(before: number | undefined, more: number | undefined): number | undefined {
  return more === undefined ? before : (before ?? 0) + more;
}
