// One function for each setting that says where results are kept, and in what form they come back.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import {
  DeepFreezePostprocessing,
  MemoryStorage,
  memoize,
  SerializedStorage,
  SilentLogger,
  StorageError,
  StructuredClonePostprocessing,
  V8Serde,
} from 'memoir';
import { z } from 'zod';

const clock = new ManualClock();
const logger = new SilentLogger();
const bytes = new Map<string, Uint8Array>();
let isAway = false;

/** Stands for a server: what outlives the process, and may be away. */
const server = new SerializedStorage(
  {
    read: async (name) => {
      if (isAway) throw new Error('connection refused');
      return bytes.get(name);
    },
    write: async (name, written) => void bytes.set(name, written),
    remove: async (name) => void bytes.delete(name),
  },
  { serde: new V8Serde(), shared: true },
);

const inMemory = memoize(async (id: string) => ({ id }), { storage: new MemoryStorage({ maxBytes: '64M' }) });
await inMemory('ada');
console.log('storage:', (await inMemory.peek('ada'))?.value);

const answering = memoize(async (id: string) => id.toUpperCase(), {
  namespace: 'answering',
  storage: server,
  storageTimeout: '100ms',
  clock,
  logger,
});
const insisting = memoize(async (id: string) => id.toUpperCase(), {
  namespace: 'insisting',
  storage: server,
  storageFailurePolicy: 'fail-closed',
  clock,
  logger,
});
isAway = true;
console.log('storageTimeout:', await answering('ada'));
await insisting('ada').catch((error: unknown) => console.log('storageFailurePolicy:', error instanceof StorageError));
isAway = false;

const older = memoize(async (id: string) => ({ id, fullName: 'Ada Lovelace' }), {
  namespace: 'users',
  storage: server,
});
await older('ada');
await older.close();
const newer = memoize(async (id: string) => ({ id, name: { first: 'Ada', last: 'King' } }), {
  namespace: 'users',
  storage: server,
  schema: z.object({ id: z.string(), name: z.object({ first: z.string(), last: z.string() }) }),
  migrate: (stored) => {
    const { id, fullName } = z.object({ id: z.string(), fullName: z.string() }).parse(stored);
    const [first = '', last = ''] = fullName.split(' ');
    return { id, name: { first, last } };
  },
});
console.log('schema, migrate:', await newer('ada'), newer.statistics().loads, 'loads');

let changedAt = 1;
let isTableAway = false;
const report = memoize(async (name: string) => `${name} of ${changedAt}`, {
  version: async () => {
    if (isTableAway) throw new Error('no answer');
    return changedAt; // a cheap question: select max(updated_at) from ...
  },
  onVersionError: 'serve',
});
console.log('version:', await report('sales'));
changedAt = 2;
console.log('  changed:', await report('sales'));
isTableAway = true;
console.log('  onVersionError:', await report('sales'));

const getList = memoize(async () => ['ada'], { postprocessing: new StructuredClonePostprocessing() });
(await getList()).push('mine');
console.log('postprocessing:', await getList());
const getFrozen = memoize(async () => ['ada'], { postprocessing: new DeepFreezePostprocessing() });
console.log('  frozen:', Object.isFrozen(await getFrozen()));
await answering.close();
await insisting.close();
