/** An object seen as its members. */
export type Members = Readonly<Record<string, unknown>>;

/** What a built-in type is given to carry its members in either direction. */
export interface Walk {
  /** Carries a member; `step` is its place in the path of an error. */
  at(step: string | number, member: unknown): unknown;
  /** Carries the members of an object whose own keys are names, whatever they begin with. */
  members(of: Members): Members;
  /** @throws {SerdeError} naming the place reached */
  refuse(why: string): never;
}
