import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf } from '../output-of.mjs';
import { ROOT } from '../workspace.mjs';

/** What a newcomer reads, in this order. */
const PAGES = ['README.md', 'docs/getting-started.md'];
/** A program, and below it what it prints. */
const SNIPPET = /^```ts\n(?<program>.*?)^```\n\n```text\n(?<output>.*?)^```$/gms;

/** Every program of these pages that says what it prints. */
export async function newcomerSnippets() {
  const texts = await Promise.all(PAGES.map((page) => readFile(join(ROOT, page), 'utf8')));
  return texts.flatMap((text, page) =>
    [...text.matchAll(SNIPPET)].map(({ groups }, index) => ({ name: `${PAGES[page]}, ${index + 1}`, ...groups })),
  );
}

/** An empty folder, `npm init`, and `memoir` installed with what it depends on: the tarballs stand in for the registry. */
export async function newcomerFolder(packed, folder) {
  await mkdir(folder);
  await outputOf(['npm', 'init', '--yes'], { cwd: folder });
  const tarballs = closureOf('memoir', packed).map(({ tarball }) => tarball);
  await outputOf(['npm', 'install', '--no-audit', '--no-fund', ...tarballs], { cwd: folder });
}

function closureOf(name, packed, found = new Set()) {
  const each = packed.find(({ manifest }) => manifest.name === name);
  if (each === undefined || found.has(each)) return [...found];
  found.add(each);
  for (const dependency of Object.keys(each.manifest.dependencies ?? {})) closureOf(dependency, packed, found);
  return [...found];
}

/** Pasted into a file and run as it is, by a Node that takes TypeScript. */
export async function checkSnippet(node, { program, output }, folder) {
  const file = join(folder, 'pasted.mts');
  await writeFile(file, program);
  const printed = await outputOf([node, '--disable-warning=ExperimentalWarning', file], { cwd: folder });
  if (printed !== output) throw new Error(`it prints\n${printed}\nand the page says\n${output}`);
}
