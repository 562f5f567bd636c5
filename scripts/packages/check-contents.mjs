import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { requireNone } from '../counted-checks.mjs';
import { ROOT } from '../workspace.mjs';

const BESIDES = /^(package\.json|LICENSE|README\.md|CHANGELOG\.md|bin\/[a-z-]+\.js|assets\/[a-z-]+\.css)$/;
const BUILT = /^dist\/(?<name>.+?)\.(js|js\.map|d\.ts|d\.ts\.map)$/;
const SOURCE = /^src\/(?<name>.+)\.tsx?$/;

/** All files below a folder, as `dist/index.js`. */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Nothing but the sources, what they build, the manifest and its papers: no test, and nothing that an old build left. */
export function checkFiles(unpacked) {
  const files = filesIn(unpacked);
  const names = (pattern) => new Set(files.map((file) => pattern.exec(file)?.groups.name).filter(Boolean));
  const built = names(BUILT);
  const sources = names(SOURCE);
  requireNone([
    ...files
      .filter((file) => !BESIDES.test(file) && !BUILT.test(file) && !SOURCE.test(file))
      .map((file) => `does not belong: ${file}`),
    ...files.filter((file) => /\.(test|fixture)\./.test(file)).map((file) => `is a test: ${file}`),
    ...[...built].filter((name) => !sources.has(name)).map((name) => `built from nothing: dist/${name}`),
    ...[...sources].filter((name) => !built.has(name)).map((name) => `not built: src/${name}.ts`),
    ...['package.json', 'LICENSE'].filter((file) => !files.includes(file)).map((file) => `missing: ${file}`),
  ]);
}

/** No file says where it was built. */
export function checkPaths(unpacked) {
  const places = [ROOT, homedir(), 'file:///'].filter((place) => place.length > 1);
  requireNone(
    filesIn(unpacked).flatMap((file) => {
      const text = readFileSync(join(unpacked, file), 'utf8');
      return places.filter((place) => text.includes(place)).map((place) => `${file} names ${place}`);
    }),
  );
}

/** The manifest is one that works outside this workspace. */
export function checkManifest(unpacked, packages) {
  const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  const versions = new Map(packages.map((each) => [each.manifest.name, each.manifest.version]));
  const wanted = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  requireNone([
    ...Object.entries(wanted)
      .filter(
        ([name, range]) =>
          /^(workspace|link|file):/.test(range) || (versions.has(name) && range !== `^${versions.get(name)}`),
      )
      .map(([name, range]) => `${name}: ${range}, which nobody else can install or which is another version`),
    ...['license', 'description', 'version', 'engines', 'exports']
      .filter((field) => !manifest[field])
      .map((field) => `no ${field}`),
    ...(manifest.type === 'module' ? [] : ['is no ES module']),
    ...(manifest.scripts ? ['runs scripts where it is installed or packed'] : []),
  ]);
}

/** They are released together, so that a user has one number to think of. */
export function checkVersions(packages) {
  const versions = new Set(packages.map(({ manifest }) => manifest.version));
  requireNone(versions.size === 1 ? [] : packages.map(({ manifest }) => `${manifest.name} ${manifest.version}`));
}
