/**
 * Measures memoir next to floors and peers: prints a table per path, writes results/latest.json.
 *
 *     node main.mjs [--quick] [--only <path>]... [--peer <name>]... [--no-peers]
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureHeap } from './work/heap.mjs';
import { measure } from './work/measure.mjs';
import { PATHS, PEERS } from './work/paths.mjs';
import { heapTableOf, peersNoteOf, tableOf } from './work/report.mjs';
import { verify } from './work/verify.mjs';

// Many processes and few rounds in each: one process differs from the next by more than its rounds differ.
const THOROUGH = { fleets: 7, rounds: 9, warmUpTime: 400 };
const QUICK = { fleets: 1, rounds: 9, warmUpTime: 200 };
const HEAP = 'heap';
const HEAP_ENTRIES = 1_000_000;
const RESULTS = new URL('./results/', import.meta.url);

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    peer: { type: 'string', multiple: true },
    'no-peers': { type: 'boolean', default: false },
  },
});
const names = [...PATHS.map(({ name }) => name), HEAP];
const chosen = values.only ?? names;
const unknown = chosen.find((name) => !names.includes(name));
if (unknown !== undefined) fail(`there is no path ${unknown}; there are ${names.join(', ')}`);
if (!existsSync(fileURLToPath(new URL('../packages/memoir/dist/index.js', import.meta.url)))) {
  fail('the packages are not built: run `npm run build` in the root of the workspace first');
}

const peers = values['no-peers'] ? [] : (values.peer ?? PEERS);
const effort = { ...(values.quick ? QUICK : THOROUGH), only: values['no-peers'] ? [] : values.peer };
const cores = cpus();
const machine = {
  cores: cores.length,
  processor: cores[0]?.model ?? 'unknown',
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  node: process.version,
};
console.log(`Node ${machine.node}, ${machine.cores} x ${machine.processor}, ${machine.memory}`);
console.log(`${effort.fleets} x ${effort.rounds} rounds; ratios to the floor: median (middle half)\n`);

const verified = await verify(['memoir', ...peers]);
console.log(peersNoteOf(verified));
const results = [];
for (const path of PATHS) {
  if (!chosen.includes(path.name)) continue;
  const result = await measure(path, effort);
  results.push(result);
  console.log(tableOf(result));
}
let heap;
if (chosen.includes(HEAP)) {
  heap = await measureHeap(HEAP_ENTRIES, values['no-peers'] ? [] : undefined);
  console.log(heapTableOf(heap));
}
await mkdir(RESULTS, { recursive: true });
const file = values.quick || values.only ? 'partial.local.json' : 'latest.json';
await writeFile(new URL(file, RESULTS), `${JSON.stringify({ machine, effort, verified, results, heap }, null, 2)}\n`);

function fail(message) {
  console.error(message);
  process.exit(1);
}
