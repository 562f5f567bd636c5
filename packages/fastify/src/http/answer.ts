/** Names are in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** What a handler has answered, complete. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** An answer that may be given to others, as it is stored. */
export interface StoredAnswer extends Answer {
  readonly kind: 'answer';
  /** When it was made, by the clock of the process that made it. */
  readonly madeAt: number;
  /** How old it was then, and how old it may become, in seconds. */
  readonly agedThen: number;
  readonly freshFor: number;
  /** The request headers that it was chosen by, as that request had them. */
  readonly chosenBy: Readonly<Record<string, string>>;
  /** Same for all that were chosen by these headers, until the address is invalidated. */
  readonly generation: string;
}

/** Answers at this address may not be shared: requests for it go straight through. */
export interface PassOn {
  readonly kind: 'pass';
}

export type Stored = StoredAnswer | PassOn;

/** In whole seconds (RFC 9111, section 5.1). */
export function ageOf({ agedThen, madeAt }: StoredAnswer, now: number): number {
  return Math.floor(agedThen + Math.max(0, now - madeAt) / 1_000);
}

/** The source fails; what stands may be answered instead, if it was said so. */
export class OriginFailedError extends Error {
  constructor(readonly answer: Answer) {
    super(`the handler answered with status ${answer.status}`);
  }
}

/** Those of RFC 5861, section 4. */
export function isFailure(status: number): boolean {
  return status === 500 || status === 502 || status === 503 || status === 504;
}
