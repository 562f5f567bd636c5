import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { type Devtools, type DevtoolsOptions, startDevtools } from '../../src/index.js';
import { launchChromium } from './chromium.js';

const workspace = fileURLToPath(new URL('../../../..', import.meta.url));

/** One browser for the tests of a file, and the devtools of this process with a page on them for each test that asks. */
export class PageForTests {
  #browser: Browser | undefined;
  readonly #closing: (() => Promise<unknown>)[] = [];
  /** What the page complained of. */
  readonly complaints: string[] = [];

  constructor() {
    beforeAll(async () => {
      // The page's scripts are served as they are built.
      const compiler = join(workspace, 'node_modules/typescript/bin/tsc');
      await promisify(execFile)(process.execPath, [compiler, '-b', 'packages/devtools'], { cwd: workspace });
      this.#browser = await launchChromium();
    }, 120_000);
    afterEach(async () => {
      for (const close of this.#closing.splice(0).reverse()) await close();
      this.complaints.splice(0);
    });
    afterAll(() => this.#browser?.close());
  }

  async start(options: DevtoolsOptions = {}): Promise<Devtools> {
    const devtools = await startDevtools({ every: '50ms', log: () => undefined, ...options });
    this.#closing.push(() => devtools.close());
    return devtools;
  }

  /** @param name the function that is to be chosen */
  async open({ url }: Devtools, name?: string, options: { colorScheme?: 'light' | 'dark' } = {}): Promise<Page> {
    const page = await this.#browser!.newPage({ viewport: { width: 1400, height: 1000 }, ...options });
    this.#closing.push(() => page.close());
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
    await page.goto(url);
    await page.getByRole('status').getByText('live').waitFor();
    if (name !== undefined) await page.getByRole('button', { name: new RegExp(`^${name}\\b`) }).click();
    return page;
  }
}

export function panel(page: Page, name: string): Locator {
  return page.locator(`[data-panel="${name}"]`);
}

/** What stands under a name in a panel. */
export function fact(of: Locator, name: string): Locator {
  return of.locator(`dt:text-is("${name}") + dd`);
}

/** Once it reads so. */
export async function reads(where: Locator, text: string | RegExp): Promise<void> {
  await where.filter({ hasText: text }).first().waitFor({ state: 'attached', timeout: 10_000 });
}
