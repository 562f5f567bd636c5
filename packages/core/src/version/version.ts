import type { Awaitable } from '../awaitable.js';

/** What a version function tells; compared as text. `undefined` and `null` both mean that no version is known. */
export type Version = string | number | bigint | Date | null | undefined;

/** Tells cheaply whether a costly result still holds. Asked before the load, once per session and arguments. */
export type VersionFunction<Args extends readonly any[]> = (...args: Args) => Awaitable<Version>;

/**
 * What a call does whose version function fails: reject with its error, load without storing the result, or answer what
 * is cached whatever its version, and load where nothing is.
 */
export type VersionErrorPolicy = 'throw' | 'load' | 'serve';

/** The version as it is stored beside a value. */
export function versionText(version: Version): string | undefined {
  if (version === undefined || version === null) return undefined;
  return typeof version === 'object' ? version.toISOString() : String(version);
}
