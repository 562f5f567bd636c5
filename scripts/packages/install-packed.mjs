import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf } from '../output-of.mjs';
import { readJson } from '../workspace.mjs';

/**
 * Installs the tarballs, and what a user has to bring, into an empty folder.
 *
 * @throws {Error} also if a package of this workspace came from anywhere else
 */
export async function installPacked(packages, folder) {
  const peers = new Map([['@types/node', readJson('package.json').devDependencies['@types/node']]]);
  for (const { manifest } of packages) {
    for (const [name, range] of Object.entries(manifest.peerDependencies ?? {})) {
      if (!packages.some((each) => each.manifest.name === name)) {
        peers.set(name, peers.has(name) ? bothOf(peers.get(name), range) : range);
      }
    }
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true }));
  const wanted = [...packages.map(({ tarball }) => tarball), ...[...peers].map(([name, range]) => `${name}@${range}`)];
  await outputOf(['npm', 'install', '--no-audit', '--no-fund', ...wanted], { cwd: folder });

  const { packages: installed } = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8'));
  for (const { manifest } of packages) {
    const places = Object.keys(installed).filter((place) => place.endsWith(`node_modules/${manifest.name}`));
    if (places.length !== 1 || !installed[places[0]].resolved?.startsWith('file:')) {
      throw new Error(`${manifest.name} was installed from elsewhere, or more than once: ${places.join(', ')}`);
    }
  }
}

/** The versions that fit two ranges. */
function bothOf(one, other) {
  if (one === other) return one;
  const alternatives = (range) => range.split('||').map((each) => each.trim());
  return alternatives(one)
    .flatMap((first) => alternatives(other).map((second) => `${first} ${second}`))
    .join(' || ');
}
