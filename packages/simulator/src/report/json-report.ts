import type { Simulation } from '../simulation.js';

/** The simulation as it is; ratios are shares of 1, and a capacity that no size reaches is `null`. */
export function jsonReport({ policies, capacities }: Simulation): string {
  const answers = capacities.map((answer) => ({ ...answer, capacity: answer.capacity ?? null }));
  return `${JSON.stringify({ policies, capacities: answers }, undefined, 2)}\n`;
}
