// Two versions of a program on one storage: a schema keeps what the older one has written from being taken for its own.
import { memoize, SerializedStorage, SilentLogger, V8Serde } from 'memoir';
import { z } from 'zod';

// Stands for what outlives a deployment: a Redis, the files of a folder.
const bytes = new Map<string, Uint8Array>();
const storage = new SerializedStorage(
  {
    read: (name) => bytes.get(name),
    write: (name, written) => void bytes.set(name, written),
    remove: (name) => void bytes.delete(name),
  },
  { serde: new V8Serde(), shared: true },
);

async function versionOne(): Promise<void> {
  const getUser = memoize(async (id: string) => ({ id, fullName: 'Ada Lovelace' }), { storage, namespace: 'users' });
  const getTeam = memoize(async (id: string) => ({ id, lead: 'ada' }), { storage, namespace: 'teams' });
  console.log('version 1 stores', await getUser('ada'), 'and', await getTeam('red'));
  await Promise.all([getUser.close(), getTeam.close()]);
}

async function versionTwo(): Promise<void> {
  const User = z.object({ id: z.string(), firstName: z.string(), lastName: z.string() });
  const Team = z.object({ id: z.string(), members: z.array(z.string()) });
  const UserOfVersionOne = z.object({ id: z.string(), fullName: z.string() });

  const getUser = memoize(async (id: string) => ({ id, firstName: 'Ada', lastName: 'Lovelace' }), {
    storage,
    namespace: 'users',
    schema: User,
    migrate: (stored) => {
      const { id, fullName } = UserOfVersionOne.parse(stored);
      const [firstName = '', lastName = ''] = fullName.split(' ');
      return { id, firstName, lastName };
    },
  });
  const getTeam = memoize(async (id: string) => ({ id, members: ['ada', 'grace'] }), {
    storage,
    namespace: 'teams',
    schema: Team,
    logger: new SilentLogger(), // what does not fit is a warning otherwise
  });

  console.log('version 2 migrates', await getUser('ada'));
  console.log('and loads what it cannot use', await getTeam('red'));
  const { migratedValues, loads } = getUser.statistics();
  console.log(`users: ${migratedValues} migrated, ${loads} loaded`);
  const { schemaMisfits, loads: teamLoads } = getTeam.statistics();
  console.log(`teams: ${schemaMisfits} did not fit, ${teamLoads} loaded`);
}

await versionOne();
await versionTwo();
