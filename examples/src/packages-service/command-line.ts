import { parseArgs } from 'node:util';

export interface CommandLine {
  readonly help: boolean;
  readonly serve: boolean;
  readonly port: number;
  readonly seconds: number;
  readonly connections: number;
  readonly packages: number;
  readonly seed: number;
}

export const USAGE = `npm start                    measures the service without and with memoir
npm start -- --serve         serves it for a browser until Ctrl-C
  --port N                   where to serve it; any free port if left out
  --seconds N                how long each load lasts (4)
  --connections N            how many connections ask at a time (32)
  --packages N               how many of the installed packages are asked for (60)
  --seed N                   which ones, and in which order (1)`;

/** @throws {Error} that says what is wrong with the arguments */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      serve: { type: 'boolean', default: false },
      port: { type: 'string', default: '0' },
      seconds: { type: 'string', default: '4' },
      connections: { type: 'string', default: '32' },
      packages: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
    },
  });
  return {
    help: values.help,
    serve: values.serve,
    port: wholeNumber('--port', values.port, 0, 65_535),
    seconds: numberBetween('--seconds', values.seconds, 0.1, 3600),
    connections: wholeNumber('--connections', values.connections, 1, 1000),
    packages: wholeNumber('--packages', values.packages, 1, 100_000),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1),
  };
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = numberBetween(option, text, least, most);
  if (!Number.isInteger(value)) throw new Error(`${option} is a whole number, not ${text}`);
  return value;
}

function numberBetween(option: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= least && value <= most))
    throw new Error(`${option} is a number from ${least} to ${most}, not ${text}`);
  return value;
}
