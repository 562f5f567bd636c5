import { fileURLToPath } from 'node:url';

/** Where pnpm has put the packages that are installed in this workspace. */
export const WORKSPACE_STORE = fileURLToPath(new URL('../../../node_modules/.pnpm', import.meta.url));
