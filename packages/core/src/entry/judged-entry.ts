/**
 * An entry that remembers until when its tags have been judged, so that a hit compares a number instead of looking its
 * key up. The entries of memoir's own line do; found by the presence of `isJudged`.
 */
export interface JudgedEntry {
  /** @param judge whose numbers these are: an entry remembers the last one alone */
  isJudged(judge: object, upTo: number): boolean;
  /** It was found good, with all removals up to that number. Nobody may have stored it under two keys. */
  markJudged(judge: object, upTo: number): void;
}
