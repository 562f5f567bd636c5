import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const DOCS = fileURLToPath(new URL('..', import.meta.url));
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Every package that is published: its name, its folder, and its README if it has one. */
export function publicPackages() {
  return readdirSync(join(ROOT, 'packages'))
    .map((name) => join(ROOT, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest }) => ({ folder, name: manifest.name, readme: readmeOf(folder) }));
}

function readmeOf(folder) {
  const file = join(folder, 'README.md');
  return existsSync(file) ? file : undefined;
}

/** Every program below `examples/src`, with what it prints where that is written down. */
export function examplePrograms() {
  const sources = join(ROOT, 'examples/src');
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => {
      const output = join(sources, file.replace(/\.ts$/, '.txt'));
      return {
        path: file.slice(0, -'.ts'.length).split(sep).join('/'),
        source: readFileSync(join(sources, file), 'utf8'),
        output: existsSync(output) ? readFileSync(output, 'utf8') : undefined,
      };
    });
}

/**
 * Where the site shows a file of the workspace that a page links to, so that the same link works on the site and among the
 * files.
 *
 * @param page from the root, such as `docs/tiers.md`
 * @param link as it stands in the page
 * @throws {Error} if the site does not show that file
 */
export function siteLinkOf(page, link) {
  if (/^([a-z]+:|#|\/)/.test(link)) return link;
  const [path, fragment] = link.split('#');
  const file = relative('/', join('/', page, '..', path));
  const anchor = fragment === undefined ? '' : `#${fragment}`;
  const example = /^examples\/src\/(.*)\.ts$/.exec(file);
  if (example) return `/examples/${example[1]}${anchor}`;
  const readme = /^packages\/([^/]+)\/README\.md$/.exec(file);
  if (readme) return `/packages/${readme[1]}${anchor}`;
  if (file === 'CONTRIBUTING.md') return `/contributing${anchor}`;
  if (file === 'benchmarks/README.md') return `/benchmarks${anchor}`;
  if (file === 'README.md') return `/${anchor}`;
  if (file.startsWith('docs/') && file.endsWith('.md')) return `/${file.slice('docs/'.length, -'.md'.length)}${anchor}`;
  throw new Error(`${page} links to ${link}, which the site does not show`);
}
