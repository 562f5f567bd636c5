import type { Buffer } from 'node:buffer';
import type { RedisCommands } from '../client/redis-commands.js';
import type { KeyNames } from '../naming/key-names.js';
import { clockNumber, hasQuarantines, lineageOf, type TagEpoch, tagEpochFrom } from './epochs.js';

const MOST_KNOWN = 10_000;

/** What invalidations of its tags have made of an entry. */
export interface TagVerdict {
  readonly isValid: boolean;
  /** Of the server's clock, microseconds; 0 if none of the tags has been expired since the load began. */
  readonly expiredAt: number;
}

const UNTOUCHED: TagVerdict = { isValid: true, expiredAt: 0 };
const INVALID: TagVerdict = { isValid: false, expiredAt: 0 };

/**
 * Compares the clock at the beginning of a load with the epochs of its tags. While the clock has not moved, nothing has to
 * be read; and no tag can have changed without moving it, so what was read once holds until then.
 */
export class TagReader {
  #clock = '';
  readonly #known = new Map<string, string>();

  constructor(
    private readonly client: RedisCommands,
    private readonly names: KeyNames,
  ) {}

  /** Takes note of tags' texts, read when the clock stood so. */
  learn(tags: readonly string[], texts: readonly (string | undefined)[], clock: string): void {
    if (clock !== this.#clock || this.#known.size > MOST_KNOWN) this.#known.clear();
    this.#clock = clock;
    tags.forEach((tag, index) => {
      this.#known.set(tag, texts[index] ?? '');
    });
  }

  /** @param loadedAt the clock when the load began @param clock as it stands now */
  judge(tags: readonly string[], loadedAt: string, clock: string): TagVerdict | Promise<TagVerdict> {
    if (loadedAt === clock && !hasQuarantines(clock)) return UNTOUCHED;
    const lineage = lineageOf(clock);
    if (lineageOf(loadedAt) !== lineage) return INVALID;
    if (clock === this.#clock && tags.every((tag) => this.#known.has(tag))) {
      return verdictOf(
        tags.map((tag) => tagEpochFrom(this.#known.get(tag), lineage)),
        clockNumber(loadedAt),
      );
    }
    return this.#readAndJudge(tags, loadedAt, clock);
  }

  /** Whether a write has one of the tags in quarantine, as they were when the clock stood so and they were learnt. */
  areInQuarantine(tags: readonly string[], clock: string): boolean {
    if (!hasQuarantines(clock) || clock !== this.#clock) return false;
    const lineage = lineageOf(clock);
    const now = clockNumber(clock);
    return tags.some((tag) => (tagEpochFrom(this.#known.get(tag), lineage)?.invalidated ?? 0) > now);
  }

  async #readAndJudge(tags: readonly string[], loadedAt: string, clock: string): Promise<TagVerdict> {
    const reply = await this.client.callBuffer('MGET', ...tags.map((tag) => this.names.tag(tag)));
    const texts = (reply as (Buffer | null)[]).map((text) => text?.toString('latin1'));
    // Read after the clock: what they say may be newer, never older, and newer can only make an entry invalid.
    this.learn(tags, texts, clock);
    return verdictOf(
      texts.map((text) => tagEpochFrom(text, lineageOf(clock))),
      clockNumber(loadedAt),
    );
  }
}

/** A tag of which nothing is known may have been invalidated: the clock has moved since the load began. */
function verdictOf(epochs: readonly (TagEpoch | undefined)[], loadedAt: number): TagVerdict {
  let expiredAt = 0;
  for (const epoch of epochs) {
    if (epoch === undefined || epoch.invalidated > loadedAt) return INVALID;
    if (epoch.expired > loadedAt) expiredAt = Math.max(expiredAt, epoch.expired);
  }
  return expiredAt === 0 ? UNTOUCHED : { isValid: true, expiredAt };
}
