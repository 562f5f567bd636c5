/** A value is larger than the whole `maxBytes`. Nothing was changed: the previous value and all others stand. */
export class ValueTooLargeError extends RangeError {
  override readonly name = 'ValueTooLargeError';
  readonly code = 'ERR_MEMOIR_VALUE_TOO_LARGE';
  /** What was measured, key and overhead included; measuring stops once it exceeds the limit. */
  readonly bytes: number;
  readonly maxBytes: number;

  constructor(bytes: number, maxBytes: number) {
    super(`the value takes at least ${bytes} bytes, and all may take ${maxBytes}`);
    this.bytes = bytes;
    this.maxBytes = maxBytes;
  }
}
