/** Where rates come from. */
export interface Rates {
  /** @throws {RateError} for a currency that it does not have */
  read(currency: string): Promise<number>;
  write(currency: string, rate: number): Promise<void>;
}

/** Told to whoever asked, with the status that the source gave. */
export class RateError extends Error {
  override readonly name = 'RateError';

  constructor(
    currency: string,
    readonly statusCode: number,
  ) {
    super(`no rate of ${currency}`);
  }
}
