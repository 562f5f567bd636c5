import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { requireNone } from '../counted-checks.mjs';
import { outputOf } from '../output-of.mjs';
import { nodeProgram } from '../run.mjs';
import { ROOT } from '../workspace.mjs';

/** publint has nothing to say, not even a suggestion. */
export async function checkWithPublint({ tarball }) {
  const file = await readFile(tarball);
  const { messages, pkg } = await publint({
    strict: true,
    pack: { tarball: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) },
  });
  requireNone(messages.map((message) => `${message.type}: ${formatMessage(message, pkg, { color: false })}`));
}

/** The types of each entry point are found, and are those of what is run, wherever ES modules can be had. */
export async function checkWithAttw({ tarball }) {
  const attw = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  await outputOf(nodeProgram(attw, '--profile', 'esm-only', '--no-color', '--no-emoji', tarball));
}
