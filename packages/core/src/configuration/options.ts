import { ComputedLifeSpanEntryBuilder } from '../entry/computed-life-span-entry-builder.js';
import type { EntryBuilder } from '../entry/entry-builder.js';
import type { LifeSpan } from '../entry/life-span.js';
import { ProvidedLifeSpanEntryBuilder } from '../entry/provided-life-span-entry-builder.js';
import { overlay } from '../entry/spans.js';
import { ConfigurationError } from '../errors.js';
import { ArgumentsKeyExtractor } from '../key/arguments-key-extractor.js';
import type { CacheOptions } from './cache-options.js';
import { checkCapacity } from './capacity.js';
import { checkPart, PART_NAMES } from './parts.js';
import type { Snapshot } from './snapshot.js';

const SPANS = ['updateAfter', 'expireAfter', 'keepStaleFor', 'expireAfterAccess'] as const;
/** Each short form with the long part that it stands for. */
const LONG_PART_OF = {
  updateAfter: 'entryBuilder',
  expireAfter: 'entryBuilder',
  keepStaleFor: 'entryBuilder',
  expireAfterAccess: 'entryBuilder',
  lifeSpan: 'entryBuilder',
  capacity: 'evictionStrategy',
  selectArguments: 'keyExtractor',
} as const;

/** Everything a set of options says, checked once: what it replaces in whatever snapshot it is laid over. */
export type Overlay = (base: Snapshot) => Snapshot;

/**
 * Checks options and prepares to lay them over a snapshot.
 *
 * @throws {ConfigurationError} for an option that does not exist, has no such value, or is given in two forms at once
 */
export function overlayOf(options: CacheOptions): Overlay {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ConfigurationError('options are an object', options);
  }
  checkNames(options);
  const parts: Record<string, unknown> = {};
  for (const name of PART_NAMES) {
    if (options[name] === undefined) continue;
    checkPart(name, options[name]);
    parts[name] = options[name];
  }
  if (options.capacity !== undefined) {
    checkCapacity(options.capacity);
    parts['capacity'] = options.capacity;
  } else if (options.evictionStrategy !== undefined) {
    parts['capacity'] = undefined;
  }
  if (options.selectArguments !== undefined) {
    parts['keyExtractor'] = new ArgumentsKeyExtractor({ selectArguments: options.selectArguments });
  }
  const builder = builderFrom(options);
  builder(undefined); // contradictions among the options themselves show at once
  return (base) =>
    Object.freeze({
      ...base,
      ...parts,
      entryBuilder: options.entryBuilder ?? builder(base.entryBuilder) ?? base.entryBuilder,
    });
}

function checkNames(options: CacheOptions): void {
  for (const name of Object.keys(options)) {
    if (options[name as keyof CacheOptions] === undefined) continue;
    const isKnown = (PART_NAMES as readonly string[]).includes(name) || name in LONG_PART_OF;
    if (!isKnown) throw new ConfigurationError(`there is no option ${name}; there are ${allNames()}`);
    const long = LONG_PART_OF[name as keyof typeof LONG_PART_OF];
    if (long !== undefined && options[long] !== undefined) {
      throw new ConfigurationError(`${name} is a short form of ${long}: give one of the two`);
    }
  }
}

function allNames(): string {
  return [...PART_NAMES, ...Object.keys(LONG_PART_OF)].sort().join(', ');
}

/** The builder that the short forms make, over what the base's builder was given if it is of the same kind. */
function builderFrom(options: CacheOptions): (base: EntryBuilder | undefined) => EntryBuilder | undefined {
  const spans: Record<string, unknown> = {};
  for (const name of SPANS) if (options[name] !== undefined) spans[name] = options[name];
  const { lifeSpan } = options;
  if (lifeSpan === undefined && Object.keys(spans).length === 0) return () => undefined;
  if (lifeSpan !== undefined && typeof lifeSpan !== 'function') {
    throw new ConfigurationError('lifeSpan is a function of the result and the arguments', lifeSpan);
  }
  return (base) => {
    const provided = new ProvidedLifeSpanEntryBuilder(overlay(givenBy(base), spans as LifeSpan));
    return lifeSpan === undefined ? provided : new ComputedLifeSpanEntryBuilder(lifeSpan, provided.lifeSpan);
  };
}

function givenBy(builder: EntryBuilder | undefined): LifeSpan {
  return builder instanceof ProvidedLifeSpanEntryBuilder ? builder.lifeSpan : {};
}
