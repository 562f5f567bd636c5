import type { Finding } from './finding.js';
import type { LoadOutcome } from './load-generator.js';
import type { Progress } from './progress.js';
import type { RunningService } from './running-service.js';

interface Side {
  readonly service: RunningService;
  readonly answers: LoadOutcome['answers'];
}

/** Holds what was answered with memoir against what was answered without; asks for what a side was not yet asked. */
export async function compareAnswers(
  names: readonly string[],
  without: Side,
  withMemoir: Side,
  progress: Progress,
): Promise<Finding> {
  progress.begin('comparing the answers');
  const different: string[] = [];
  for (const [index, name] of names.entries()) {
    if ((await answerOf(without, name)) !== (await answerOf(withMemoir, name))) different.push(name);
    progress.update((index + 1) / names.length, `${index + 1} of ${names.length}`);
  }
  return {
    lines: [
      `The answers about ${names.length - different.length} of ${names.length} packages are equal with and without memoir, to the byte.`,
    ],
    failures: different.map((name) => `${name}: another answer with memoir than without`),
  };
}

async function answerOf({ service, answers }: Side, name: string): Promise<string> {
  return answers[name] ?? (await service.ask(name));
}
