import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireNone } from '../counted-checks.mjs';
import { outputOf } from '../output-of.mjs';
import { ROOT } from '../workspace.mjs';

/** An address whose host is a registry, or a server that imitates one. */
const REGISTRY = /https?:\/\/[\w.:@-]*(registry|npm\.pkg|artifactory|verdaccio|nexus)[\w.:@-]*/i;

/** The lock file says what to install, never from where. */
export function checkLockFile() {
  const lines = readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8').split('\n');
  requireNone(lines.filter((line) => /https?:\/\/|git\+|git@[\w.-]+:|tarball:/.test(line)));
}

export async function checkRegistries() {
  const files = (await outputOf(['git', 'ls-files', '-z'])).split('\0').filter(Boolean);
  requireNone(
    files.flatMap((file) => {
      const found = REGISTRY.exec(readFileSync(join(ROOT, file), 'utf8'));
      return found ? [`${file}: ${found[0]}`] : [];
    }),
  );
}
