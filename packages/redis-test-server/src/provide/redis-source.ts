/** Tells the person at the terminal what is being done. */
export type Say = (line: string) => void;

/** One place that servers can come from. */
export interface RedisSource {
  /** As it stands in a list of what was tried. */
  readonly name: string;
  /**
   * @returns a value for `MEMOIR_REDIS_SERVER`, or `undefined` where this machine has no such source
   * @throws {Error} if it has one that does not work
   */
  find(say: Say): Promise<string | undefined>;
}
