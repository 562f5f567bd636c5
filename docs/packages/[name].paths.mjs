import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { publicPackages } from '../.vitepress/workspace.mjs';

export default {
  watch: ['../../packages/*/README.md'],
  paths: () =>
    publicPackages()
      .filter(({ readme }) => readme !== undefined)
      .map(({ folder, readme }) => ({ params: { name: basename(folder) }, content: readFileSync(readme, 'utf8') })),
};
