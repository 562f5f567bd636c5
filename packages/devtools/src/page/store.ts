import { computed, signal } from '@preact/signals';
import {
  type FunctionState,
  type HappenedEvent,
  MOST_EVENTS,
  MOST_POINTS,
  type Point,
  type Update,
} from './protocol.js';

export const token = location.hash.slice(1);

export type Connection = 'connecting' | 'live' | 'lost' | 'refused';
export const FILTERS = ['all', 'loading', 'failing', 'shared'] as const;
export type Filter = (typeof FILTERS)[number];

export const connection = signal<Connection>('connecting');
export const latest = signal<Update | undefined>(undefined);
export const points = signal<ReadonlyMap<number, readonly Point[]>>(new Map());
export const events = signal<readonly HappenedEvent[]>([]);
export const search = signal('');
export const filter = signal<Filter>('all');
export const chosen = signal<number | undefined>(undefined);

const PASSES: Readonly<Record<Filter, (each: FunctionState) => boolean>> = {
  all: () => true,
  loading: ({ loads }) => loads.length > 0,
  failing: ({ figures, storage }) =>
    figures.loadFailures > 0 ||
    figures.storageFailures > 0 ||
    storage.breaker !== 'closed' ||
    storage.unconfirmed !== 0,
  shared: ({ storage }) => storage.shared,
};

/** The functions that are to be seen, in the order of their names. */
export const functions = computed(() => {
  const wanted = search.value.toLowerCase();
  const all = latest.value?.functions ?? [];
  return all
    .filter((each) => PASSES[filter.value](each))
    .filter(({ name, namespace }) => `${name} ${namespace}`.toLowerCase().includes(wanted))
    .sort((one, other) => titleOf(one).localeCompare(titleOf(other)) || one.id - other.id);
});

/** The one whose details are shown: the chosen one, or the first. */
export const shown = computed(() => functions.value.find(({ id }) => id === chosen.value) ?? functions.value[0]);

export function titleOf({ name, label }: FunctionState): string {
  return name || label;
}

/** Follows the process; what was lost while it did not answer is told again by the first update. */
export function follow(): void {
  let isFirst = true;
  const source = new EventSource(`/live?token=${encodeURIComponent(token)}`);
  source.onopen = () => {
    isFirst = true;
    connection.value = 'live';
  };
  source.onerror = () => {
    connection.value = source.readyState === EventSource.CLOSED ? 'refused' : 'lost';
  };
  source.onmessage = ({ data }: MessageEvent<string>) => {
    take(JSON.parse(data) as Update, isFirst);
    isFirst = false;
  };
}

/** Asks the process to do something. @throws {Error} with what it answered */
export async function ask(path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json', 'x-memoir-token': token };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(String(answer['error']));
  return answer;
}

function take(update: Update, isFirst: boolean): void {
  const before = isFirst ? new Map<number, readonly Point[]>() : points.value;
  points.value = new Map(
    Object.entries(update.points).map(([id, news]) => [
      Number(id),
      [...(before.get(Number(id)) ?? []), ...news].slice(-MOST_POINTS),
    ]),
  );
  events.value = lastOfEach([...(isFirst ? [] : events.value), ...update.events]);
  latest.value = update;
}

function lastOfEach(all: readonly HappenedEvent[]): readonly HappenedEvent[] {
  const left = new Map<number, number>();
  const kept = all.toReversed().filter(({ id }) => {
    const count = (left.get(id) ?? MOST_EVENTS) - 1;
    left.set(id, count);
    return count >= 0;
  });
  return kept.reverse();
}
