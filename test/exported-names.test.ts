import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { type EntryPoint, entryPoints } from './entry-points.js';

/** `UPDATE_EXPORTED_NAMES=1 npm run jest -- test/exported-names` writes it anew: a change of it is a change of the contract. */
const PINNED = fileURLToPath(new URL('exported-names.json', import.meta.url));

interface ExportedNames {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

const pinned: Record<string, ExportedNames> = JSON.parse(readFileSync(PINNED, 'utf8'));
const found: Record<string, ExportedNames> = {};

beforeAll(async () => {
  const declared = declaredNames(entryPoints);
  for (const { specifier } of entryPoints) {
    const values = Object.keys(await import(specifier)).sort();
    found[specifier] = { values, types: declared.get(specifier)!.filter((name) => !values.includes(name)) };
  }
  if (process.env['UPDATE_EXPORTED_NAMES']) {
    writeFileSync(PINNED, `${JSON.stringify(found, undefined, 2)}\n`);
    Object.assign(pinned, found);
  }
}, 60_000);

describe('the exported names', () => {
  it('are pinned for every entry point of every public package, and for no other', () => {
    expect(Object.keys(pinned).sort()).toEqual(entryPoints.map(({ specifier }) => specifier).sort());
  });

  it.each(entryPoints.map(({ specifier }) => specifier))('of %s are those that are pinned', (specifier) => {
    expect(found[specifier]).toEqual(pinned[specifier]);
  });
});

/** The names of values and types, as the compiler sees them in the sources. */
function declaredNames(entries: readonly EntryPoint[]): Map<string, string[]> {
  const program = ts.createProgram(
    entries.map(({ source }) => source),
    {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      noLib: true,
      types: [],
      paths: Object.fromEntries(entries.map(({ specifier, source }) => [specifier, [source]])),
    },
  );
  const checker = program.getTypeChecker();
  return new Map(
    entries.map(({ specifier, source }) => {
      const symbol = checker.getSymbolAtLocation(program.getSourceFile(source)!);
      const names = symbol ? checker.getExportsOfModule(symbol).map(({ name }) => name) : [];
      return [specifier, names.sort()];
    }),
  );
}
