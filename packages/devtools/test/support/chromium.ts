import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Set by `npm test`, which installs a browser where there is none. */
const VARIABLE = 'MEMOIR_CHROMIUM';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws {Error} that says how to get a browser, where there is none */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: executable(), args: ARGUMENTS });
}

function executable(): string {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = [process.env[VARIABLE], ...onPath, ...ELSEWHERE].find((file) => file && existsSync(file));
  if (found) return found;
  throw new Error(
    `these tests need Chromium: run 'npm test', which installs it where it can, or 'apt-get install chromium', or set ${VARIABLE} to the program`,
  );
}
