import type { FoundName, RedisInspector } from '@memoir/storage-redis';
import { type Output, printable, table } from './output.js';
import { ScanProgress } from './scan-progress.js';
import type { Settings } from './settings.js';

/** Lists the namespaces, or the keys of one. */
export async function list(inspector: RedisInspector, settings: Settings, output: Output): Promise<number> {
  const progress = new ScanProgress(await inspector.size(), settings.progress);
  const found: FoundName[] = [];
  try {
    for await (const name of inspector.names(settings.namespace, progress.looked)) {
      if (!name.isTurn) found.push(name);
      if (settings.namespace !== undefined && found.length >= settings.limit) break;
    }
  } finally {
    progress.end();
  }
  if (settings.namespace === undefined) tellNamespaces(found, output);
  else for (const { namespace, key, name } of found) tellKey({ namespace, key, name }, output);
  return 0;
}

function tellNamespaces(found: readonly FoundName[], output: Output): void {
  const counts = new Map<string, number>();
  for (const { namespace } of found) counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
  const sorted = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  if (!output.isJson && sorted.length > 0) {
    const rows = sorted.map(([namespace, keys]) => [printable(namespace), String(keys)]);
    output.tell({}, () => table([['namespace', 'keys'], ...rows]));
  }
  if (output.isJson) for (const [namespace, keys] of sorted) output.tell({ namespace, keys }, () => '');
}

function tellKey(key: Omit<FoundName, 'isTurn'>, output: Output): void {
  output.tell({ ...key, key: key.key ?? null }, () =>
    key.key === undefined ? `(too long for a name: ${printable(key.name)})` : printable(key.key),
  );
}
