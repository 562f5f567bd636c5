import { UsageError } from '../errors.js';
import { readTraceFile, readTraceStream } from '../trace/read-trace.js';
import type { Trace } from '../trace/trace.js';
import type { TraceFormat } from '../trace/trace-format.js';

const STANDARD_INPUT = '-';

/**
 * Reads the traces that were named; standard input where none is and it is not a terminal.
 *
 * @throws {UsageError} if there is nothing to read, or the same twice
 */
export async function readTraces(
  names: readonly string[],
  format: TraceFormat,
  input: NodeJS.ReadStream,
): Promise<Trace[]> {
  if (names.length === 0 && input.isTTY) throw new UsageError('no trace: name a file, or - for standard input');
  const wanted = names.length === 0 ? [STANDARD_INPUT] : names;
  const twice = wanted.find((name, index) => wanted.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`${twice} is named twice`);
  const traces: Trace[] = [];
  for (const name of wanted) {
    const isInput = name === STANDARD_INPUT;
    traces.push(isInput ? await readTraceStream('standard input', input, format) : await readTraceFile(name, format));
  }
  return traces;
}
