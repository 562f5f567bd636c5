import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { siteLinks } from './links.mjs';
import { DOCS, examplePrograms, publicPackages } from './workspace.mjs';

/** The pages of a folder by their titles; those named come first, in that order. */
const pagesIn = (folder, first = []) => {
  const names = readdirSync(join(DOCS, folder))
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .map((file) => file.slice(0, -'.md'.length));
  const inOrder = [...first, ...names.filter((name) => !first.includes(name)).sort()];
  return inOrder.map((name) => ({ text: titleOf(join(DOCS, folder, `${name}.md`)), link: `/${folder}/${name}` }));
};

const titleOf = (file) => /^# (.*)$/m.exec(readFileSync(file, 'utf8'))[1].replace(/^Coming from /, '');

export default defineConfig({
  title: 'memoir',
  description: 'Remembers the results of async functions: one load for all, nothing invalidated is ever served.',
  cleanUrls: true,
  lastUpdated: false,
  srcExclude: ['node_modules/**', 'test/**'],
  markdown: { config: siteLinks, lineNumbers: false },
  vite: { build: { chunkSizeWarningLimit: 4_000 }, server: { host: '127.0.0.1' } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Getting started', link: '/getting-started' },
      { text: 'Settings', link: '/settings/' },
      { text: 'Performance', link: '/performance' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: {
      '/api/': [
        {
          text: 'API',
          link: '/api/',
          items: publicPackages().map(({ name }) => ({ text: name, link: `/api/${name}/` })),
        },
      ],
      '/': [
        {
          text: 'Start',
          items: [
            { text: 'Getting started', link: '/getting-started' },
            { text: 'Guarantees', link: '/guarantees' },
            { text: 'Performance', link: '/performance' },
          ],
        },
        {
          text: 'Questions',
          items: pagesIn('questions', [
            'a-request-object',
            'after-a-write',
            'redis-is-down',
            'which-storage',
            'which-capacity',
          ]),
        },
        {
          text: 'Guides',
          items: [
            { text: 'Freshness and failure', link: '/freshness' },
            { text: 'Loads', link: '/loads' },
            { text: 'Eviction and capacity', link: '/eviction' },
            { text: 'Tiers, tags and writes', link: '/tiers' },
            { text: 'Writing a storage', link: '/writing-a-storage' },
            { text: 'Looking into a cache', link: '/inspect' },
            { text: 'Telemetry', link: '/telemetry' },
            { text: 'Switches', link: '/switches' },
            { text: 'Devtools', link: '/devtools' },
            { text: 'Bridges', link: '/bridges' },
            { text: 'The format in Redis', link: '/redis-format' },
            { text: 'The format of serde-json', link: '/json-format' },
          ],
        },
        { text: 'Settings', collapsed: true, link: '/settings/', items: pagesIn('settings') },
        { text: 'Coming from', collapsed: true, items: pagesIn('coming-from') },
        {
          text: 'Packages',
          collapsed: true,
          items: publicPackages()
            .filter(({ readme }) => readme !== undefined)
            .map(({ name, folder }) => ({ text: name, link: `/packages/${folder.split(/[\\/]/).at(-1)}` })),
        },
        {
          text: 'Examples',
          collapsed: true,
          items: examplePrograms().map(({ path }) => ({ text: path, link: `/examples/${path}` })),
        },
        { text: 'Contributing', link: '/contributing' },
        { text: 'Benchmarks', link: '/benchmarks' },
      ],
    },
  },
});
