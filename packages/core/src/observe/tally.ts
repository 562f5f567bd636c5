import { type FigureName, Figures } from './figures.js';

/** How many labels that no function has any more keep figures of their own. */
const MOST_DEPARTED = 1_000;
/** What the figures of all others go by. */
const OTHERS = 'others';

/** What one function has counted, under the label that it has now. */
export class Tally {
  label = '';
  readonly figures = new Figures();
}

/** Figures by label, and the sum of the answers among them. */
export type LabelFigures = Readonly<Record<FigureName, number>> & {
  /** `hits + staleHits + joins + misses + refusals` */
  readonly calls: number;
};

/** Of functions that exist. They are numbers, and keep no function alive. */
const standing = new Set<Tally>();
const departed = new Map<string, Figures>();
const registry = new FinalizationRegistry<Tally>((tally) => {
  standing.delete(tally);
  addTo(departed, departed.size < MOST_DEPARTED ? tally.label : OTHERS, tally.figures);
});

/** Counts the figures of somebody in, for as long as he exists and for ever after. */
export function keepTally(counted: object, tally: Tally): void {
  standing.add(tally);
  registry.register(counted, tally);
}

/**
 * What all functions of this process have counted since it began, those included that were closed or have gone since, by
 * `LiveFunction.label`. Taken at one moment, and never less than before: what counters of a metrics library want. Past
 * 1,000 labels that no function has any more, what goes later is counted under `others`.
 */
export function figuresByLabel(): ReadonlyMap<string, LabelFigures> {
  const sums = new Map<string, Figures>();
  for (const [label, figures] of departed) addTo(sums, label, figures);
  for (const { label, figures } of standing) addTo(sums, label, figures);
  return new Map(Array.from(sums, ([label, figures]) => [label, { ...figures, calls: callsOf(figures) }]));
}

/** Begins to count anew, for all functions that are or were. */
export function resetTallies(): void {
  departed.clear();
  for (const { figures } of standing) figures.reset();
}

export function callsOf({ hits, staleHits, joins, misses, refusals }: Figures): number {
  return hits + staleHits + joins + misses + refusals;
}

function addTo(sums: Map<string, Figures>, label: string, figures: Figures): void {
  let sum = sums.get(label);
  if (sum === undefined) {
    sum = new Figures();
    sums.set(label, sum);
  }
  sum.add(figures);
}
