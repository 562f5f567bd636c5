import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const PAGE = new URL('../../docs/tiers.md', import.meta.url);

it('the page about tiers shows examples that are there', () => {
  const links = [...readFileSync(PAGE, 'utf8').matchAll(/\]\((\.\.[^)]+)\)/g)].map(([, link]) => link!);

  expect(links).toHaveLength(4);
  expect(links.filter((link) => !existsSync(fileURLToPath(new URL(link, PAGE))))).toEqual([]);
});
