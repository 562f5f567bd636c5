import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const VARIABLE = 'MEMOIR_CHROMIUM';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
const MANAGERS = [
  {
    program: 'apt-get',
    steps: [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', 'chromium'],
    ],
  },
  { program: 'apk', steps: [['add', '--no-cache', 'chromium']] },
];

/**
 * Makes sure that the tests of the devtools can have a browser: the one that is named, or found, or the system's package.
 * Without one the tests that need it fail, and say so; all others run.
 *
 * @param {Record<string, string | undefined>} environment
 * @param {(line: string) => void} say
 * @returns what to add to the environment of the tests
 */
export function provideChromium(environment, say) {
  const named = environment[VARIABLE];
  const found = named ?? find() ?? install(say);
  if (found === undefined) {
    say(`Browser: none; install Chromium, or set ${VARIABLE} to the program, for the tests of the devtools`);
    return {};
  }
  say(`Browser: ${found}${named ? `, from ${VARIABLE}` : ''}`);
  return { [VARIABLE]: found };
}

function find() {
  return [...NAMES.map(onPath), ...ELSEWHERE].find((file) => file !== undefined && existsSync(file));
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

function install(say) {
  for (const { program, steps } of MANAGERS) {
    if (onPath(program) === undefined) continue;
    if (process.getuid?.() !== 0) {
      say(`Browser: ${program} could install it, but only as root`);
      continue;
    }
    for (const step of steps) {
      say(`Browser: installing with '${program} ${step.join(' ')}'`);
      spawnSync(program, step, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    }
    return find();
  }
  return undefined;
}
