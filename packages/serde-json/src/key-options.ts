/** Keys by identifier; what is written names the current one, so that it can be read as long as that one is listed. */
export interface KeyOptions {
  /** The bytes are copied. The identifiers are written in clear text; they have at most 255 bytes. */
  readonly keys: Readonly<Record<string, Uint8Array>>;
  /** The identifier of the key that writes. */
  readonly current: string;
}
