import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createMemoizer, MutableCacheConfiguration, standardConfiguration } from '@memoir/core';
import { MemoryStorage } from '@memoir/storage-memory';
import { ROOT } from './pages.js';

const FOLDER = join(ROOT, 'docs/settings');
const configuration = standardConfiguration(new MemoryStorage());
const options = optionNames();
const pageOf = (name: string): string => readFileSync(join(FOLDER, `${name}.md`), 'utf8');

/** All there are: the error on one that does not exist names them. */
function optionNames(): readonly string[] {
  try {
    createMemoizer(configuration).memoize(async () => 1, { nonsense: 1 } as never);
  } catch (error) {
    return /there are (.*)/.exec((error as Error).message)![1]!.split(', ');
  }
  throw new Error('an option that does not exist was taken');
}

describe('the pages on settings', () => {
  it('are there for every setting, and for nothing else', () => {
    const names = readdirSync(FOLDER).map((file) => file.slice(0, -'.md'.length));

    expect(names.filter((name) => name !== 'index').sort()).toEqual([...options].sort());
  });

  it('are all named in the table of contents', () => {
    const contents = pageOf('index');

    expect(options.filter((name) => !contents.includes(`[${name}](${name}.md)`))).toEqual([]);
  });

  it.each(options)('%s has a default, a unit, a cost and a setter that exists', (name) => {
    const [, defaults, unit, cost, setter] =
      /^\| default \| unit \| cost \| fluent \|\n\|.*\|\n\| (.*) \| (.*) \| (.*) \| `(\w+)` \|$/m.exec(pageOf(name))!;

    for (const cell of [defaults, unit, cost]) expect(cell).not.toBe('');
    expect(MutableCacheConfiguration.prototype).toHaveProperty(setter!);
  });

  const written = Object.entries(configuration).filter(([, value]) => ['string', 'boolean'].includes(typeof value));

  it('know several defaults', () => {
    expect(written.length).toBeGreaterThan(5);
  });

  it.each(written)('%s has the default %p', (name, value) => {
    const text = typeof value === 'string' ? `\`'${value}'\`` : `\`${value}\``;

    expect(pageOf(name)).toMatch(new RegExp(`^\\| ${text.replaceAll('.', '\\.')}`, 'm'));
  });
});
