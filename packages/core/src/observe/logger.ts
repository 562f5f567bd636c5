/** Where memoir writes to; shaped like pino, so that a pino logger is one. Keys are written at debug level only. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Writes nothing. */
export class SilentLogger implements Logger {
  /** Whoever asks first, as pino lets one do, need not even make the line. */
  isLevelEnabled(): boolean {
    return false;
  }

  debug(): void {}
  info(): void {}
  warn(): void {}
  error(): void {}
}
