import { columns } from '../report/columns.js';
import { groupsBy, mean } from '../report/groups.js';
import type { SimulatedPolicy } from '../simulation.js';
import type { ReferenceRow } from './reference-figures.js';

/** A figure of ours beside the row of the reference that it belongs to. */
export interface Pair {
  readonly figure: SimulatedPolicy;
  readonly row: ReferenceRow;
}

const NOTHING_TO_COMPARE = ['', '', ''];

/**
 * Differences to the column of the same name, and how each policy stands against the reference's optimum and the best
 * of its columns, in points. Regret is 0 where ours is the best.
 */
export function referenceReport(pairs: readonly Pair[]): string {
  const byPolicy = groupsBy(pairs, ({ figure }) => figure.policy);
  const first = [...byPolicy.values()][0] ?? [];
  const headings = [
    'policy',
    'rows',
    'mean diff',
    'largest diff',
    'at',
    'share of OPT',
    'mean regret',
    'largest',
    'at',
  ];
  const optimum = differenceCells(
    first,
    ({ figure }) => figure.optimum,
    ({ row }) => row.optimum,
  );
  const rows = [...byPolicy].map(([policy, own]) => [
    policy,
    String(own.length),
    ...differenceCells(
      own,
      ({ figure }) => figure.hitRatio,
      ({ row }) => columnOf(row, policy),
    ),
    ...standing(own),
  ]);
  return columns(
    [headings, ['optimum', String(first.length), ...optimum, '', '', '', ''], ...rows],
    ['left', 'right', 'right', 'right', 'left', 'right', 'right', 'right', 'left'],
  );
}

/** The column that bears the policy's name, in whatever case. */
function columnOf({ ratios }: ReferenceRow, policy: string): number | undefined {
  const name = Object.keys(ratios).find((column) => column.toLowerCase() === policy.toLowerCase());
  return name === undefined ? undefined : ratios[name];
}

function differenceCells(
  pairs: readonly Pair[],
  ours: (pair: Pair) => number,
  theirs: (pair: Pair) => number | undefined,
): string[] {
  const differences = pairs.flatMap((pair) => {
    const reference = theirs(pair);
    return reference === undefined ? [] : [{ pair, points: Math.abs(ours(pair) * 100 - reference) }];
  });
  if (differences.length === 0) return NOTHING_TO_COMPARE;
  const largest = differences.reduce((worst, each) => (each.points > worst.points ? each : worst));
  const average = mean(differences.map(({ points }) => points));
  return [average.toFixed(4), largest.points.toFixed(4), placeOf(largest.pair)];
}

function standing(pairs: readonly Pair[]): string[] {
  const regrets = pairs.map((pair) => ({ pair, points: regretOf(pair) }));
  const largest = regrets.reduce((worst, each) => (each.points > worst.points ? each : worst));
  const shares = pairs.map(({ figure, row }) => (row.optimum === 0 ? 1 : (figure.hitRatio * 100) / row.optimum));
  return [
    mean(shares).toFixed(3),
    mean(regrets.map(({ points }) => points)).toFixed(2),
    largest.points.toFixed(2),
    placeOf(largest.pair),
  ];
}

function regretOf({ figure, row }: Pair): number {
  return Math.max(0, ...Object.values(row.ratios).map((ratio) => ratio - figure.hitRatio * 100));
}

function placeOf({ figure, row }: Pair): string {
  return `${row.trace} ${figure.size}`;
}
