import type { CacheStorage, KeyspaceContext } from '../../src/index.js';

/** A storage whose every command is answered by a promise, and the list of the commands that it was sent. */
export function asynchronous(storage: CacheStorage): CacheStorage & { readonly commands: string[] } {
  const commands: string[] = [];
  return {
    commands,
    shared: storage.shared,
    keyspace(namespace: string, context: KeyspaceContext) {
      // A size that is known without asking is nothing for an asynchronous storage.
      const { size: _, ...keyspace } = storage.keyspace(namespace, context) as unknown as Record<string, unknown>;
      const told = Object.entries(keyspace).map(([name, part]) => [
        name,
        typeof part !== 'function'
          ? part
          : async (...args: unknown[]) => {
              commands.push(`${name} ${args[0]}`.trim());
              return part(...args);
            },
      ]);
      return Object.fromEntries(told);
    },
  };
}
