// The command, as a package manager links it, with its worker threads and its optional renderer.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const command = join(import.meta.dirname, 'node_modules/.bin/memoir-simulate');
const picture = join(import.meta.dirname, 'curves.png');
const options = ['--sizes', '2', '--policies', 'lru', '--png', picture];
const printed = execFileSync(command, options, { input: 'a\nb\na\nc\nb\na\n', encoding: 'utf8', stdio: 'pipe' });

assert.match(printed, /^ {3}2 {2}optimum +33\.33 %$/m);
assert.match(printed, /^ {6}lru +16\.67 % +50\.0 % +0\.00 +\d+$/m);
assert.equal(readFileSync(picture).toString('latin1', 1, 4), 'PNG');
rmSync(picture);
