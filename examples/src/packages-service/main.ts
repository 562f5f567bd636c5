import { rmSync } from 'node:fs';
import { type CommandLine, readCommandLine, USAGE } from './command-line.js';
import type { Finding } from './finding.js';
import { runMainJob } from './main-job.js';
import { Progress } from './progress.js';
import { ScratchPackages } from './scratch-packages.js';
import { serve } from './serve.js';

// A small HTTP service about the packages installed in this workspace, measured without and with memoir.

const INTERRUPTED = 130;

let commandLine: CommandLine | undefined;
try {
  commandLine = readCommandLine(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}
if (commandLine?.help) console.log(USAGE);
else if (commandLine?.serve) await serveUntilInterrupted(commandLine.port);
else if (commandLine) await measure(commandLine);

async function serveUntilInterrupted(port: number): Promise<void> {
  try {
    await serve(port);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
  process.exit(); // at once, before a second Ctrl-C can find a process that no longer listens to it
}

async function measure(settings: CommandLine): Promise<void> {
  const failures: string[] = [];
  const progress = new Progress(process.stderr);
  const print = (finding: Finding) => {
    progress.end();
    console.log(`${finding.lines.join('\n')}\n`);
    failures.push(...finding.failures);
  };
  const scratch = await ScratchPackages.create();
  const cleanUp = () => rmSync(scratch.store, { recursive: true, force: true });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      progress.end();
      cleanUp();
      process.exit(INTERRUPTED);
    });
  }
  try {
    await runMainJob(settings, scratch, progress, print);
  } catch (error) {
    progress.end();
    failures.push(String(error));
  } finally {
    cleanUp();
  }
  for (const failure of failures) console.error(`WRONG: ${failure}`);
  console.log(failures.length === 0 ? 'All answers were right.' : `${failures.length} things were wrong.`);
  if (failures.length > 0) process.exitCode = 1;
}
