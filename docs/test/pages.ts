import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MADE = /^docs\/(api|node_modules|\.vitepress)\//;

export interface Page {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

/** Everything that a user may read: the pages of the site and the READMEs. */
export function pages(): readonly Page[] {
  const below = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((file) => join('docs', file))
    .filter((file) => file.endsWith('.md') && !MADE.test(file));
  const readmes = readdirSync(join(ROOT, 'packages')).map((name) => join('packages', name, 'README.md'));
  return ['README.md', ...below, ...readmes.filter((file) => existsSync(join(ROOT, file)))].map((path) => ({
    path,
    text: readFileSync(join(ROOT, path), 'utf8'),
  }));
}

/** What stands between fences of one language, from the left edge. */
export function blocksOf(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block]) => block!);
}

/** Every file of programs that the tests run or compile: where quotations come from. */
export function testedSources(): readonly string[] {
  return ['examples/src', 'examples/test', 'test/usage', 'packages/nest/test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(ROOT, folder, file), 'utf8')),
  );
}
