import type { Buffer } from 'node:buffer';
import { clockNumber, hasQuarantines, lineageOf, tagEpochFrom } from '../session/epochs.js';
import type { Session } from '../session/session.js';

/** What invalidations of its tags have made of an entry, in words. */
export interface TagsJudged {
  readonly reasons: readonly string[];
  /** In milliseconds of the server's clock; `Infinity` if no tag was expired since the load began. */
  readonly expiredAt: number;
}

const UNTOUCHED: TagsJudged = { reasons: [], expiredAt: Number.POSITIVE_INFINITY };

/** As `TagReader.judge`, tag by tag, and without remembering what was read. @param loadedAt the clock when the load began */
export async function judgeTags(
  { client, names }: Session,
  tags: readonly string[],
  loadedAt: string | undefined,
  clock: string | undefined,
): Promise<TagsJudged> {
  if (tags.length === 0 || loadedAt === undefined) return UNTOUCHED;
  if (clock === undefined || lineageOf(loadedAt) !== lineageOf(clock)) {
    return { ...UNTOUCHED, reasons: ['the clock of tags was lost since, so that nothing older is valid'] };
  }
  if (loadedAt === clock && !hasQuarantines(clock)) return UNTOUCHED;
  const texts = (await client.callBuffer('MGET', ...tags.map((tag) => names.tag(tag)))) as (Buffer | null)[];
  const reasons: string[] = [];
  let expiredAt = 0;
  const began = clockNumber(loadedAt);
  tags.forEach((tag, index) => {
    const epoch = tagEpochFrom(texts[index]?.toString('latin1'), lineageOf(clock));
    if (epoch === undefined) reasons.push(`nothing is known of the tag ${tag}, and tags were invalidated since`);
    else if (epoch.invalidated > clockNumber(clock)) reasons.push(`a write keeps the tag ${tag} in quarantine`);
    else if (epoch.invalidated > began) reasons.push(`the tag ${tag} was invalidated after the load began`);
    else if (epoch.expired > began) expiredAt = Math.max(expiredAt, epoch.expired / 1_000);
  });
  return { reasons, expiredAt: expiredAt === 0 ? Number.POSITIVE_INFINITY : expiredAt };
}
