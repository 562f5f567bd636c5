/**
 * Builds the site into `.vitepress/dist`: first the API pages from the docstrings, then all pages. A link that leads nowhere
 * fails the build. `--dev` serves it on loopback instead, and follows changes of the pages.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publicPackages } from './.vitepress/workspace.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const typedoc = fileURLToPath(new URL('node_modules/typedoc/bin/typedoc', import.meta.url));
const vitepress = fileURLToPath(new URL('node_modules/vitepress/bin/vitepress.js', import.meta.url));
const entryPoints = publicPackages().flatMap(({ folder }) => ['--entryPoints', folder]);

rmSync(`${here}/api`, { recursive: true, force: true });
perform(typedoc, ...entryPoints);
perform(vitepress, ...(process.argv.includes('--dev') ? ['dev', '--host', '127.0.0.1'] : ['build']));

function perform(...command) {
  const { status } = spawnSync(process.execPath, command, { cwd: here, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
