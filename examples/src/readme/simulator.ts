// The snippet of packages/simulator/README.md.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TraceRecorder } from '@memoir/simulator';
import { memoize } from 'memoir';

const folder = await mkdtemp(join(tmpdir(), 'memoir-requests-'));
const loadProduct = async (id: string) => ({ id });

const recorder = new TraceRecorder({ to: join(folder, 'requests.jsonl') });
const getProduct = memoize(loadProduct, { listeners: [recorder] });
for (const id of ['a', 'b', 'a']) await getProduct(id); // your service at work
await recorder.close(); // memoir-simulate requests.jsonl --format jsonl:key --target 90%

const recorded = await readFile(join(folder, 'requests.jsonl'), 'utf8');
console.log(`${recorded.trim().split('\n').length} requests recorded`);
await rm(folder, { recursive: true });
