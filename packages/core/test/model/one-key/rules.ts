/** What sections 7 to 9 of the design demand of one key, each to be left out alone. */
export interface Rules {
  /** A flight is registered before its first remote command, so that a fence reaches it. */
  readonly flightCoversRead: boolean;
  /** What was fenced is not joined by anybody new. */
  readonly fenceEndsJoining: boolean;
  /** What was fenced does not fill the near tier. */
  readonly fenceKeepsOut: boolean;
  /** A removal fences before the command. It only makes the effect come sooner. */
  readonly fencesBefore: boolean;
  /** A removal fences after the command, which is what carries G1. */
  readonly fencesAfter: boolean;
  /** A message fences the flights of its key, and does not only drop what is near. */
  readonly messageFences: boolean;
  /** First removed from Redis, then told to others. */
  readonly removesBeforeTelling: boolean;
  /** A load writes over exactly what its permit names. */
  readonly comparesAndSets: boolean;
  /** A permit over a standing value names the load that wrote it. */
  readonly permitNamesLoad: boolean;
  /** A removal takes a lease away like a value. */
  readonly removalVoidsLease: boolean;
  /** Expiring by hand gives what stands a new token. */
  readonly expiryVoidsPermits: boolean;
  /** Who comes while a command is out needs a later one to confirm what it answers. */
  readonly lateCallersNeedConfirmation: boolean;
  /** Who joined a load that was refused loads again. */
  readonly refusedJoinersLoadAgain: boolean;
  /** A process that may have missed messages forgets all that is near. */
  readonly gapFlushes: boolean;
}

export const ALL_RULES: Rules = {
  flightCoversRead: true,
  fenceEndsJoining: true,
  fenceKeepsOut: true,
  fencesBefore: true,
  fencesAfter: true,
  messageFences: true,
  removesBeforeTelling: true,
  comparesAndSets: true,
  permitNamesLoad: true,
  removalVoidsLease: true,
  expiryVoidsPermits: true,
  lateCallersNeedConfirmation: true,
  refusedJoinersLoadAgain: true,
  gapFlushes: true,
};
