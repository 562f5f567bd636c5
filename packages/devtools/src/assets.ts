import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageHtml } from './page-html.js';

const require = createRequire(import.meta.url);
const ASSETS = fileURLToPath(new URL('../assets/', import.meta.url));
const PAGE = fileURLToPath(new URL('../dist/page/', import.meta.url));
const SCRIPT = 'text/javascript; charset=utf-8';

/** The libraries of the page as they are in node_modules, by the name that the page's scripts import. */
const LIBRARIES: Readonly<Record<string, readonly [entry: string, module: string]>> = {
  preact: ['preact', 'preact.module.js'],
  'preact/hooks': ['preact/hooks', 'hooks.module.js'],
  'preact/jsx-runtime': ['preact/jsx-runtime', 'jsxRuntime.module.js'],
  '@preact/signals': ['@preact/signals', 'signals.module.js'],
  '@preact/signals-core': ['@preact/signals-core', 'signals-core.module.js'],
};

/** Something to be sent. */
export interface Asset {
  readonly type: string;
  readonly body: string | Buffer;
}

/** @returns `undefined` for a path that there is nothing under */
export function assetAt(path: string, nonce: string): Asset | undefined {
  if (path === '/') return { type: 'text/html; charset=utf-8', body: pageHtml(nonce, IMPORTS) };
  if (path === '/page.css') return { type: 'text/css; charset=utf-8', body: readFileSync(join(ASSETS, 'page.css')) };
  const script = /^\/page\/([a-z-]+\.js)$/.exec(path);
  if (script) return existing(join(PAGE, script[1]!));
  const library = /^\/library\/([a-z@/-]+)\.js$/.exec(path);
  const [entry, module] = (library && LIBRARIES[library[1]!]) || [];
  return entry === undefined ? undefined : existing(join(dirname(require.resolve(entry)), module!));
}

const IMPORTS = Object.fromEntries(Object.keys(LIBRARIES).map((name) => [name, `/library/${name}.js`]));

function existing(file: string): Asset | undefined {
  try {
    return { type: SCRIPT, body: readFileSync(file) };
  } catch {
    return undefined;
  }
}
