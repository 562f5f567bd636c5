import type { Finding } from './finding.js';
import type { RunningService } from './running-service.js';
import { NOTES, READER, type ScratchPackages } from './scratch-packages.js';

/**
 * Changes a file of one package, invalidates that package by its name, and shows that it alone is loaded again.
 *
 * @param names packages that are in the cache already
 */
export async function showInvalidation(
  service: RunningService,
  scratch: ScratchPackages,
  names: readonly string[],
): Promise<Finding> {
  const others = [...names, READER];
  const first = await service.askForFigures(NOTES);
  await service.ask(READER);
  const before = service.source.statistics().loadsByName;

  await scratch.addLine(NOTES);
  const untold = await service.askForFigures(NOTES);
  await service.invalidate(NOTES);
  const told = await service.askForFigures(NOTES);
  for (const name of others) await service.ask(name);
  const after = service.source.statistics().loadsByName;

  const loads = (name: string) => `${name} ${before[name] ?? 0} -> ${after[name] ?? 0}`;
  const loadedAgain = others.filter((name) => after[name] !== before[name]);
  const sumOf = (counts: Readonly<Record<string, number>>) => names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  const failures: string[] = loadedAgain.map((name) => `${name} was loaded again although it was not invalidated`);
  if (untold.lines !== first.lines) failures.push(`${NOTES} was loaded again before it was invalidated`);
  if (told.lines !== first.lines + 1) failures.push(`${NOTES} has ${told.lines} lines, not ${first.lines + 1}`);
  if (after[NOTES] !== before[NOTES]! + 1) failures.push(`${NOTES} was not loaded exactly once more`);
  return {
    lines: [
      'An invalidation by argument',
      `  ${NOTES} counts ${first.lines} line; then a line is added to its file`,
      `  asked before the invalidation   ${untold.lines} line, from the cache`,
      `  asked after the invalidation    ${told.lines} lines, loaded again`,
      `  loads                           ${loads(NOTES)}, ${loads(READER)}, ${names.length} others ${sumOf(before)} -> ${sumOf(after)}`,
    ],
    failures,
  };
}
