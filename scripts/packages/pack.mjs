import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf } from '../output-of.mjs';
import { pnpm } from '../prepare.mjs';

/** Packs a package as it would be published, and unpacks it once more to look inside. */
export async function pack({ folder }, destination) {
  const printed = await outputOf([...pnpm(), 'pack', '--json', '--pack-destination', destination], { cwd: folder });
  const tarball = JSON.parse(printed).filename;
  const unpacked = `${tarball}.unpacked`;
  await mkdir(unpacked);
  await outputOf(['tar', '-xzf', tarball, '-C', unpacked]);
  return { tarball, unpacked: join(unpacked, 'package') };
}
