import { pathToFileURL } from 'node:url';
import { UsageError } from './errors.js';
import { type Policies, policies } from './policies.js';

/**
 * The strategies of core and, before them, those of a module: whatever its export `policies` holds.
 *
 * @param module path of an ES module, such as `./my-strategies.js`
 * @throws {UsageError} if it cannot be loaded or exports no such thing
 */
export async function knownPolicies(module: string | undefined): Promise<Policies> {
  if (module === undefined) return policies;
  const own = await load(module);
  if (typeof own !== 'object' || own === null || Object.values(own).some((policy) => typeof policy !== 'function')) {
    throw new UsageError(`${module} exports no 'policies', an object of functions that make a strategy of a capacity`);
  }
  return { ...policies, ...(own as Policies) };
}

async function load(module: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(module).href)) as { policies?: unknown }).policies;
  } catch (error) {
    throw new UsageError(`${module} cannot be loaded: ${(error as Error).message}`);
  }
}
