import { parseArgs } from 'node:util';
import { ArgumentsKeyExtractor } from '@memoir/core';
import { UsageError } from './usage-error.js';

export type Action = 'list' | 'show' | 'explain' | 'invalidate';

/** What the command line says. */
export interface Settings {
  readonly url: URL;
  readonly action: Action;
  readonly namespace: string | undefined;
  readonly keys: readonly string[];
  readonly tags: readonly string[];
  readonly everything: boolean;
  readonly yes: boolean;
  readonly values: boolean;
  readonly limit: number;
  readonly prefix: string;
  readonly json: boolean;
  readonly progress: boolean;
}

const OPTIONS = {
  namespace: { type: 'string', short: 'n' },
  arguments: { type: 'string', short: 'a', multiple: true },
  tag: { type: 'string', short: 't', multiple: true },
  everything: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  values: { type: 'boolean' },
  limit: { type: 'string' },
  prefix: { type: 'string' },
  json: { type: 'boolean' },
  progress: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** @throws {UsageError} if the arguments make no sense */
export function parseSettings(args: readonly string[]): Settings | 'help' | 'version' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  if (values.version) return 'version';
  const [command, url, action = 'list', ...keys] = positionals;
  if (command !== 'inspect') throw new UsageError(`the one command is 'inspect'; received '${command ?? ''}'`);
  const settings: Settings = {
    url: parseUrl(url),
    action: parseAction(action),
    namespace: values.namespace,
    keys: [...keys, ...(values.arguments ?? []).map(keyOfArguments)],
    tags: values.tag ?? [],
    everything: values.everything ?? false,
    yes: values.yes ?? false,
    values: values.values ?? false,
    limit: parseLimit(values.limit),
    prefix: values.prefix ?? 'memoir',
    json: values.json ?? false,
    progress: values.progress ?? false,
  };
  check(settings);
  return settings;
}

function check({ action, namespace, keys, tags, everything, prefix }: Settings): void {
  if (prefix === '') throw new UsageError('--prefix is not empty');
  if (namespace === '') throw new UsageError('--namespace is not empty');
  if ((keys.length > 0 || everything) && namespace === undefined) {
    throw new UsageError('a key is one of a function: say which with --namespace');
  }
  if (action !== 'invalidate' && (tags.length > 0 || everything)) {
    throw new UsageError(`--tag and --everything are for invalidate, not for ${action}`);
  }
  if ((action === 'show' || action === 'explain') && keys.length === 0) throw new UsageError(`${action} which key?`);
  const ways = [keys.length > 0, tags.length > 0, everything].filter(Boolean).length;
  if (action === 'invalidate' && ways !== 1) throw new UsageError('invalidate takes keys, or --tag, or --everything');
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The text is not repeated: it may hold a password. */
function parseUrl(text: string | undefined): URL {
  if (text === undefined) throw new UsageError('inspect which Redis? Such as redis://127.0.0.1:6379');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'redis:' || url?.protocol === 'rediss:') return url;
  throw new UsageError('the URL begins with redis:// or rediss://');
}

function parseAction(text: string): Action {
  if (text === 'list' || text === 'show' || text === 'explain' || text === 'invalidate') return text;
  throw new UsageError(`the actions are list, show, explain and invalidate; received '${text}'`);
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^\d+$/.test(text) && Number(text) > 0) return Number(text);
  throw new UsageError(`--limit is a whole number of at least 1; received '${text}'`);
}

/** As a function with the usual key extractor makes it. */
function keyOfArguments(json: string): string {
  let args: unknown;
  try {
    args = JSON.parse(json);
  } catch {
    throw new UsageError(`--arguments is a JSON array; received ${json}`);
  }
  if (!Array.isArray(args)) throw new UsageError(`--arguments is a JSON array; received ${json}`);
  const method = { name: '', namespace: '' };
  return new ArgumentsKeyExtractor().extract(args, undefined, method as never);
}
