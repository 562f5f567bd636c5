import type { NeededCapacity, SimulatedPolicy, Simulation } from '../simulation.js';
import { columns } from './columns.js';
import { groupsBy, mean } from './groups.js';
import { countText, percentText, pointsText } from './number-text.js';

const HEADINGS = ['size', 'policy', 'hit ratio', 'of optimum', 'regret', 'ns/request'];

/** What is printed: a table per trace, what they have in common, and the capacities that were asked for. */
export function textReport({ policies, capacities }: Simulation): string {
  const traces = [...groupsBy(policies, ({ trace }) => trace).values()].map(traceTable);
  const summary = traces.length > 1 ? [summaryTable(policies)] : [];
  const answers = [...groupsBy(capacities, ({ trace, target }) => `${trace}\n${target}`).values()].map(capacityTable);
  return [...traces, ...summary, ...answers].join('\n');
}

function traceTable(figures: readonly SimulatedPolicy[]): string {
  const { trace, requests, unique } = figures[0]!;
  const title = `${trace}: ${countText(requests)} requests, ${countText(unique)} unique keys\n`;
  const rows = [...groupsBy(figures, ({ size }) => size).values()].flatMap(sizeRows);
  return title + columns([HEADINGS, ...rows], ['right', 'left', 'right', 'right', 'right', 'right']);
}

/** The size stands once, beside the optimum; the policies follow, the best first. */
function sizeRows(figures: readonly SimulatedPolicy[]): string[][] {
  const { size, optimum } = figures[0]!;
  const ranked = figures.toSorted((one, other) => other.hits - one.hits);
  return [
    [countText(size), 'optimum', percentText(optimum), '', '', ''],
    ...ranked.map(({ policy, hitRatio, shareOfOptimum, regret, nanosecondsPerRequest }) => [
      '',
      policy,
      percentText(hitRatio),
      percentText(shareOfOptimum, 1),
      pointsText(regret),
      nanosecondsPerRequest.toFixed(0),
    ]),
  ];
}

function summaryTable(figures: readonly SimulatedPolicy[]): string {
  const rows = [...groupsBy(figures, ({ policy }) => policy)].map(([policy, own]) => [
    policy,
    percentText(mean(own.map(({ shareOfOptimum }) => shareOfOptimum)), 1),
    pointsText(mean(own.map(({ regret }) => regret))),
    pointsText(Math.max(...own.map(({ regret }) => regret))),
  ]);
  return `all traces and sizes\n${columns(
    [['policy', 'mean of optimum', 'mean regret', 'largest regret'], ...rows],
    ['left', 'right', 'right', 'right'],
  )}`;
}

function capacityTable(answers: readonly NeededCapacity[]): string {
  const { trace, unique, target, highest } = answers[0]!;
  const title = `capacity for ${percentText(target, 1)} hits on ${trace}, found by bisection\n`;
  if (answers.every(({ capacity }) => capacity === undefined)) {
    return `${title}out of reach: a cache that holds everything has ${percentText(highest)}\n`;
  }
  const rows = answers.map(({ policy, capacity }) => [
    policy,
    capacity === undefined ? 'none' : countText(capacity),
    capacity === undefined ? '' : percentText(capacity / unique, 1),
  ]);
  return title + columns([['policy', 'entries', 'of unique keys'], ...rows], ['left', 'right', 'right']);
}
