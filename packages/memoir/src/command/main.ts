import { readFileSync } from 'node:fs';
import { RedisInspector } from '@memoir/storage-redis';
import { type Connection, connect, passwordOf } from './connection.js';
import { explainKeys } from './explain-key.js';
import { invalidate } from './invalidate.js';
import { list } from './list.js';
import { Output } from './output.js';
import { parseSettings, type Settings } from './settings.js';
import { show } from './show.js';
import { USAGE } from './usage.js';
import { UsageError } from './usage-error.js';

/** Runs the command and gives its exit code; it throws nothing. */
export async function main(args: readonly string[]): Promise<number> {
  let settings: Settings | undefined;
  try {
    const parsed = parseSettings(args);
    if (typeof parsed === 'string') {
      process.stdout.write(parsed === 'help' ? USAGE : `${version()}\n`);
      return 0;
    }
    settings = parsed;
    return await inspect(settings);
  } catch (error) {
    const secret = settings && passwordOf(settings.url);
    const message = (error as Error).message;
    process.stderr.write(`memoir: ${secret === undefined ? message : message.replaceAll(secret, '***')}\n`);
    if (!(error instanceof UsageError)) return 1;
    process.stderr.write('Try memoir --help.\n');
    return 2;
  }
}

async function inspect(settings: Settings): Promise<number> {
  const connection = await reach(settings);
  const inspector = new RedisInspector({ client: connection.client, prefix: settings.prefix });
  const output = new Output(settings.json);
  try {
    switch (settings.action) {
      case 'list':
        return await list(inspector, settings, output);
      case 'show':
        return await show(inspector, settings, output);
      case 'explain':
        return await explainKeys(inspector, settings, output);
      case 'invalidate':
        return await invalidate(connection, settings, output);
    }
  } finally {
    inspector.close();
    connection.close();
  }
}

async function reach({ url }: Settings): Promise<Connection> {
  try {
    return await connect(url);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new Error(`cannot reach ${url.protocol}//${url.host}: ${(error as Error).message}`, { cause: error });
  }
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
