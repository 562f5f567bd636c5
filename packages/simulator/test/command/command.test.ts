import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ANOMALY, TEXTBOOK } from '../traces.js';

const workspace = fileURLToPath(new URL('../../../..', import.meta.url));
const command = join(workspace, 'packages/simulator/bin/memoir-simulate.js');
const compiler = join(workspace, 'node_modules/typescript/bin/tsc');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [compiler, '-b', 'packages/simulator'], { cwd: workspace });
  folder = await mkdtemp(join(tmpdir(), 'memoir-simulator-'));
  const lines = (signs: string) => `${[...signs].join('\n')}\n`;
  await writeFile(join(folder, 'textbook.txt'), lines(TEXTBOOK));
  await writeFile(join(folder, 'anomaly.txt.gz'), gzipSync(lines(ANOMALY)));
  await writeFile(join(folder, 'pages.csv'), `time,page\n${[...TEXTBOOK].map((sign) => `1,${sign}\n`).join('')}`);
  await writeFile(join(folder, 'empty.txt'), '');
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

/** Runs the command in the folder of the traces. */
function run(args: string, input: string | Uint8Array = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args.split(' ').filter(Boolean)], { cwd: folder });
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (bytes) => (text.stdout += bytes));
    child.stderr.on('data', (bytes) => (text.stderr += bytes));
    child.stdin.on('error', () => {}); // the command may end before it has read everything
    child.on('error', reject).on('close', (code) => resolve({ code: code!, ...text }));
    child.stdin.end(input);
  });
}

/** Times are never the same twice. */
function timeless(text: string): string {
  return text.replace(/ +\d+$/gm, '');
}

const TEXTBOOK_TABLE = `: 20 requests, 6 unique keys
size  policy       hit ratio  of optimum  regret  ns/request
   3  optimum        55.00 %
      lru            40.00 %      72.7 %    0.00
      lru-updated    25.00 %      45.5 %   15.00
`;

describe('memoir-simulate', () => {
  const common = '--sizes 3 --policies lru,lru-updated';

  it('prints a table', async () => {
    const { code, stdout, stderr } = await run(`textbook.txt ${common}`);

    expect(timeless(stdout)).toBe(`textbook.txt${TEXTBOOK_TABLE}`);
    expect(stderr).toMatch(/^(\d of 3 replays\n)+$/);
    expect(code).toBe(0);
  });

  it.each([
    ['a pipe', '', [...TEXTBOOK].join('\n')],
    ['a packed pipe', '-', gzipSync([...TEXTBOOK].join('\n'))],
    ['JSON lines', '- --format jsonl:id', [...TEXTBOOK].map((sign) => `{"id":${sign}}\n`).join('')],
  ])('reads %s', async (_, args, input) => {
    const { code, stdout } = await run(`${args} ${common}`, input);

    expect(timeless(stdout)).toBe(`standard input${TEXTBOOK_TABLE}`);
    expect(code).toBe(0);
  });

  it('reads CSV', async () => {
    expect(timeless((await run(`pages.csv --format csv:page ${common}`)).stdout)).toBe(`pages.csv${TEXTBOOK_TABLE}`);
  });

  it('replays several traces, packed or not, and sums up', async () => {
    const { stdout } = await run(`textbook.txt anomaly.txt.gz ${common} --workers 2`);

    expect(timeless(stdout)).toContain(`\nanomaly.txt.gz: 12 requests, 5 unique keys\n`);
    expect(stdout).toMatch(
      /all traces and sizes\n.*\nlru +56\.4 % +4\.17 +8\.33\nlru-updated +52\.7 % +7\.50 +15\.00\n/,
    );
  });

  it('gives the same figures in this process and in workers', async () => {
    const [here, one, two] = await Promise.all(
      [0, 1, 2].map((workers) => run(`textbook.txt --sizes 1,2,3,4 --target 50% --workers ${workers}`)),
    );

    expect(timeless(one!.stdout)).toBe(timeless(here!.stdout));
    expect(timeless(two!.stdout)).toBe(timeless(here!.stdout));
  });

  it('answers which capacity is needed', async () => {
    const { stdout } = await run(`textbook.txt ${common} --target 60%,90%`);

    expect(stdout).toContain(
      `capacity for 60.0 % hits on textbook.txt, found by bisection
policy       entries  of unique keys
optimum            4          66.7 %
lru                4          66.7 %
lru-updated        6         100.0 %
`,
    );
    expect(stdout).toContain(
      'capacity for 90.0 % hits on textbook.txt, found by bisection\nout of reach: a cache that holds everything has 70.00 %\n',
    );
  });

  it('writes what other programs and people read', async () => {
    const files = ['f.csv', 'f.json', 'f.svg', 'f.png', 'f.html'];
    const options = files.map((file) => `--${file.slice(2)} ${file}`).join(' ');
    const { code } = await run(`textbook.txt ${common} ${options}`);
    const [csv, json, svg, png, html] = await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')));

    expect(code).toBe(0);
    expect(csv).toMatch(/\ntextbook\.txt,20,6,3,lru,8,0\.4,0\.55,/);
    expect(JSON.parse(json!).policies).toHaveLength(2);
    expect(svg).toMatch(/^<svg /);
    expect(png).toMatch(/^\x89PNG/);
    expect(html).toMatch(/^<!doctype html>/);
  });

  it('knows the strategies of others', async () => {
    await writeFile(
      join(folder, 'mine.mjs'),
      `import { policies as core } from ${JSON.stringify(join(workspace, 'packages/simulator/dist/index.js'))};
       export const policies = { mine: (capacity) => core.lru(capacity) };`,
    );
    const { stdout } = await run('textbook.txt --policies-from mine.mjs --policies mine --sizes 3');

    expect(stdout).toMatch(/\n +mine +40\.00 % +72\.7 %/);
  });

  it('compares with the figures of others', async () => {
    await writeFile(
      join(folder, 'reference.csv'),
      'trace,requests,unique,size,OPT,LRU,BEST\ntextbook.txt,20,6,3,55,40,50\nanomaly.txt,12,5,3,41.67,16.17,16\n',
    );
    const { code, stdout } = await run('--reference reference.csv --policies lru,lru-updated');

    expect(stdout).toBe(
      `policy       rows  mean diff  largest diff  at             share of OPT  mean regret  largest  at
optimum         2     0.0017        0.0033  anomaly.txt 3
lru             2     0.2483        0.4967  anomaly.txt 3         0.564         5.00    10.00  textbook.txt 3
lru-updated     2                                                 0.527        12.50    25.00  textbook.txt 3
`,
    );
    expect(code).toBe(0);
  });

  it.each([
    ['nowhere.txt', 1, 'nowhere.txt: cannot be read: ENOENT'],
    ['empty.txt', 1, 'empty.txt: is empty: it has no keys'],
    ['pages.csv --format csv:key', 1, "pages.csv: has no column 'key'; it has time, page"],
    ['textbook.txt --csv nowhere/f.csv', 1, 'nowhere/f.csv cannot be written: ENOENT'],
    ['--reference pages.csv', 1, "pages.csv: has no column 'trace'"],
    ['textbook.txt --policies lru,mru', 2, "there is no policy 'mru'; there are lru, "],
    ['textbook.txt --sizes 7', 2, 'size 7 is larger than the 6 unique keys of textbook.txt: everything would fit'],
    ['textbook.txt textbook.txt', 2, 'textbook.txt is named twice'],
    ['textbook.txt --policies-from pages.csv', 2, 'pages.csv cannot be loaded: '],
    ['textbook.txt --fast', 2, "Unknown option '--fast'"],
    ['textbook.txt --reference pages.csv', 2, '--reference names its traces itself'],
  ])('%s ends with code %i and says why', async (args, code, message) => {
    const ended = await run(args);

    expect(ended.stderr).toContain(`memoir-simulate: ${message}`);
    expect(ended.stderr.includes('Try memoir-simulate --help.')).toBe(code === 2);
    expect(ended).toMatchObject({ code, stdout: '' });
  });

  it('explains itself', async () => {
    expect((await run('--help')).stdout).toMatch(/^Usage: memoir-simulate <trace\.\.\.> \[options\]\n/);
    expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
