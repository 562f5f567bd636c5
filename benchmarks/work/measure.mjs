import { Answering } from './process.mjs';
import { median, pairedRatio, verdictOn } from './statistics.mjs';

/**
 * Measures one path: each subject in a fresh process, one round of each after another, several times with new processes,
 * since what a compiler makes of the same code differs from process to process.
 */
export async function measure(path, { fleets, rounds, warmUpTime, only }) {
  const subjects = [path.floor, path.own, ...path.peers.filter((peer) => only === undefined || only.includes(peer))];
  const times = new Map(subjects.map((subject) => [subject, []]));
  for (let fleet = 0; fleet < fleets; fleet++) await measureFleet(path, subjects, times, rounds, warmUpTime);
  const rows = subjects.map((subject) => ({
    subject,
    nanoseconds: median(times.get(subject)),
    ratio: pairedRatio(times.get(path.floor), times.get(subject)),
  }));
  const own = rows[1];
  const best = rows.slice(2).sort((a, b) => b.ratio.median - a.ratio.median)[0];
  return {
    path: path.name,
    title: path.title,
    budget: path.budget,
    verdict: verdictOn(path.budget, own.ratio),
    isAhead: best === undefined ? undefined : own.ratio.median > best.ratio.median,
    rows,
  };
}

async function measureFleet(path, subjects, times, rounds, warmUpTime) {
  const processes = new Map();
  try {
    // One after another: what is warmed up while others are busy is warmed up less.
    for (const subject of subjects) {
      const worker = new Answering('./worker.mjs', [path.name, subject, String(warmUpTime)]);
      processes.set(subject, worker);
      await worker.next();
    }
    for (let round = 0; round < rounds; round++) {
      for (const [subject, worker] of processes) times.get(subject).push((await worker.ask()).each);
    }
  } finally {
    for (const worker of processes.values()) worker.end();
  }
}
