import { createInterface } from 'node:readline/promises';
import { systemClock, V8Serde } from '@memoir/core';
import { RedisStorage } from '@memoir/storage-redis';
import type { Connection } from './connection.js';
import { type Output, printable } from './output.js';
import type { Settings } from './settings.js';

const NOT_CONFIRMED = 4;

/**
 * Invalidates as a process does that uses the storage: permits of loads under way become void, the log tells those who
 * keep copies. Asks first.
 */
export async function invalidate({ client, address }: Connection, settings: Settings, output: Output): Promise<number> {
  const { namespace, keys, tags, everything, prefix } = settings;
  const what = whatIs(settings);
  if (!settings.yes && !(await isConfirmed(`Invalidate ${what} in ${address}?`))) {
    process.stderr.write('memoir: nothing was invalidated\n');
    return NOT_CONFIRMED;
  }
  // No value is written or read by it, so any serde will do.
  const storage = new RedisStorage({ client, prefix, serde: new V8Serde() });
  try {
    if (tags.length > 0) await storage.invalidateTags(tags);
    else {
      const failed = (error: Error) => process.stderr.write(`memoir: ${error.message}\n`);
      const keyspace = storage.keyspace(namespace!, { clock: systemClock, report: failed, removed: () => undefined });
      if (everything) await keyspace.clear();
      else await Promise.all(keys.map((key) => keyspace.invalidate(key)));
    }
  } finally {
    await storage.close();
  }
  const told = tags.length > 0 ? { tags } : everything ? { namespace, everything } : { namespace, keys };
  output.tell({ invalidated: told }, () => `invalidated ${what}`);
  return 0;
}

function whatIs({ namespace, keys, tags, everything }: Settings): string {
  const list = (names: readonly string[]) => names.map(printable).join(', ');
  if (tags.length > 0) return `everything with the ${tags.length === 1 ? 'tag' : 'tags'} ${list(tags)}`;
  if (everything) return `everything in the namespace ${printable(namespace!)}`;
  return `the ${keys.length === 1 ? 'key' : 'keys'} ${list(keys)} of ${printable(namespace!)}`;
}

/** On standard error, since standard output may go to a file. */
async function isConfirmed(question: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const ended = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
    const answer = await Promise.race([prompt.question(`${question} [y/N] `), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}
