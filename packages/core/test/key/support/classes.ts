/** Two classes with the same JSON, one of which is also a plain number's. */
export class Amount {
  constructor(private readonly value: unknown) {}

  toJSON(): unknown {
    return this.value;
  }
}

export class Weight extends Amount {}

/** An error that does not set its name. */
export class NotFound extends Error {}

/** An instance without `toJSON`. */
export class Connection {
  readonly open = true;
}
