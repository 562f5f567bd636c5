import type { NeededCapacity, SimulatedPolicy, Simulation } from '../../src/index.js';

function figure(trace: string, size: number, policy: string, hits: number, best: number): SimulatedPolicy {
  return {
    trace,
    requests: 2_000,
    unique: 1_500,
    size,
    policy,
    hits,
    hitRatio: hits / 2_000,
    optimum: size / 2_000,
    shareOfOptimum: hits / size,
    regret: (best - hits) / 2_000,
    nanosecondsPerRequest: 99.6,
  };
}

function capacity(target: number, policy: string, entries: number | undefined): NeededCapacity {
  return { trace: 'shop', unique: 1_500, policy, target, capacity: entries, highest: 0.25 };
}

/** Two traces, two policies, sizes whose optimum has as many hits; one target that is met and one out of reach. */
export const simulation: Simulation = {
  policies: [
    figure('shop', 100, 'lru', 50, 60),
    figure('shop', 100, 'lfu', 60, 60),
    figure('shop', 1_000, 'lru', 800, 800),
    figure('shop', 1_000, 'lfu', 700, 800),
    figure('<b>"disk"', 10, 'lru', 1, 2),
    figure('<b>"disk"', 10, 'lfu', 2, 2),
  ],
  capacities: [
    capacity(0.2, 'optimum', 300),
    capacity(0.2, 'lru', 1_234),
    capacity(0.2, 'lfu', undefined),
    capacity(0.9, 'optimum', undefined),
    capacity(0.9, 'lru', undefined),
    capacity(0.9, 'lfu', undefined),
  ],
};
