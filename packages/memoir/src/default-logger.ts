import { pino } from 'pino';

/** Where the level is taken from, if it is set; read once, at the first function. */
const LEVEL_VARIABLE = 'MEMOIR_LOG_LEVEL';
/** A library that works says nothing. */
const DEFAULT_LEVEL = 'warn';

/** pino on standard error, from warnings on. */
export function defaultLogger(): pino.Logger {
  const level = process.env[LEVEL_VARIABLE] ?? DEFAULT_LEVEL;
  return pino({ name: 'memoir', level }, pino.destination({ dest: 2, sync: true }));
}
