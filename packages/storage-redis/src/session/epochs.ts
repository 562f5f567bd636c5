/** What the entries of one namespace are checked against, as of one read. */
export interface Epochs {
  /** Changed by `clear`: only entries of the same epoch are valid. */
  readonly epoch: string;
  /** Moved by each invalidation of tags; `NOT_ASKED` if nothing that was read together needed it. */
  readonly clock: string;
}

/** Stands for the clock of tags where it was not read. No entry is valid by it that has tags. */
export const NOT_ASKED = '';

/** What one tag's key says. */
export interface TagEpoch {
  /** Loads that began when the clock stood lower are invalid. */
  readonly invalidated: number;
  /** Loads that began when the clock stood lower have expired; as an instant, microseconds of the server. */
  readonly expired: number;
}

/** Another server, or the same one after a restart, has another generation: what it has not issued may have been lost. */
export function isOfGeneration(text: string | undefined, generation: string): text is string {
  return text?.endsWith(`-${generation}`) === true;
}

export function clockNumber(clock: string): number {
  return Number.parseInt(clock, 10);
}

/** Whether some write has tags in quarantine: then a clock that has not moved says nothing of them. */
export function hasQuarantines(clock: string): boolean {
  return clock[clock.indexOf('-') - 1] === 'q';
}

/** Two clocks of another lineage cannot be compared: one of them was lost. */
export function lineageOf(clock: string): string {
  return clock.slice(clock.indexOf('-') + 1);
}

/** @returns `undefined` if the tag is absent or of a lost clock */
export function tagEpochFrom(text: string | undefined, lineage: string): TagEpoch | undefined {
  if (!text?.endsWith(`-${lineage}`)) return undefined;
  const [invalidated, expired] = text.split('-', 2).map(Number);
  return { invalidated: invalidated!, expired: expired! };
}
