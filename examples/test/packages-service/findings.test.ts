import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CachedFigures } from '../../src/packages-service/cached-figures.js';
import { compareAnswers } from '../../src/packages-service/compare-answers.js';
import { Progress } from '../../src/packages-service/progress.js';
import { RunningService } from '../../src/packages-service/running-service.js';
import { NOTES, READER, ScratchPackages } from '../../src/packages-service/scratch-packages.js';
import { showInvalidation } from '../../src/packages-service/show-invalidation.js';
import { showStaleRefresh } from '../../src/packages-service/show-stale-refresh.js';
import { uncachedFigures } from '../../src/packages-service/uncached-figures.js';

// The job must notice what is wrong: here are caches that are.

const silent = new Progress({ write: () => undefined });
let scratch: ScratchPackages;
let services: RunningService[];
beforeEach(async () => {
  scratch = await ScratchPackages.create();
  services = [];
});
afterEach(async () => {
  for (const service of services) await service.stop();
  await scratch.remove();
});

async function start(
  overrides: Partial<CachedFigures> = {},
): Promise<{ service: RunningService; figures: CachedFigures }> {
  const figures: CachedFigures = {
    ...uncachedFigures([scratch.store]),
    setUpdateAfter: () => undefined,
    isLoading: () => false,
    close: async () => undefined,
    ...overrides,
  };
  const service = await RunningService.start(figures);
  services.push(service);
  return { service, figures };
}

describe('comparing the answers', () => {
  it('finds nothing wrong with answers that are equal', async () => {
    const [one, other] = [await start(), await start()];

    const finding = await compareAnswers([NOTES, READER], { ...one, answers: {} }, { ...other, answers: {} }, silent);

    expect(finding.failures).toEqual([]);
    expect(finding.lines).toEqual([expect.stringContaining('2 of 2 packages are equal')]);
  });

  it('names the package whose answers differ, asked under load or afterwards', async () => {
    const one = await start();
    const figuresOf: CachedFigures['figuresOf'] = async (name) => ({
      ...(await one.figures.figuresOf(name))!,
      lines: 9,
    });
    const other = await start({ figuresOf });
    const answers = { [READER]: 'something else' };

    const finding = await compareAnswers([NOTES, READER], { ...one, answers }, { ...other, answers: {} }, silent);

    expect(finding.failures).toEqual([expect.stringContaining(NOTES), expect.stringContaining(READER)]);
    expect(finding.lines).toEqual([expect.stringContaining('0 of 2 packages are equal')]);
  });
});

describe('showing an invalidation', () => {
  it('notices a cache that caches nothing', async () => {
    const { service } = await start();

    expect((await showInvalidation(service, scratch, [])).failures).toEqual([
      `${READER} was loaded again although it was not invalidated`,
      `${NOTES} was loaded again before it was invalidated`,
      `${NOTES} was not loaded exactly once more`,
    ]);
  });

  it('notices a cache that cannot forget', async () => {
    const { service } = await start(rememberingAll());

    expect((await showInvalidation(service, scratch, [])).failures).toEqual([
      `${NOTES} has 1 lines, not 2`,
      `${NOTES} was not loaded exactly once more`,
    ]);
  });

  it('notices a cache that forgets more than it is told to', async () => {
    const remembering = rememberingAll();
    const { service } = await start({ ...remembering, invalidate: async () => remembering.forgetAll() });

    expect((await showInvalidation(service, scratch, [])).failures).toEqual([
      `${READER} was loaded again although it was not invalidated`,
    ]);
  });
});

describe('showing a stale refresh', () => {
  it('notices a cache that never becomes stale', async () => {
    const { service, figures } = await start(rememberingAll());

    expect((await showStaleRefresh(service, figures, scratch, { updateAfter: 1, refreshWithin: 20 })).failures).toEqual(
      [
        'no caller was answered with a stale value',
        'no refresh within 20 ms',
        'the refresh did not bring the new value',
      ],
    );
  });

  it('notices a cache that makes the caller wait for the new value', async () => {
    const { service, figures } = await start();

    expect(
      (await showStaleRefresh(service, figures, scratch, { updateAfter: 1, refreshWithin: 20 })).failures,
    ).toContain('the stale answer was not the value that was stored');
  });
});

/** A cache without any invalidation. */
function rememberingAll() {
  const source = uncachedFigures([scratch.store]);
  const known = new Map<string, ReturnType<typeof source.figuresOf>>();
  return {
    ...source,
    figuresOf(name: string) {
      if (!known.has(name)) known.set(name, source.figuresOf(name));
      return known.get(name)!;
    },
    forgetAll: () => known.clear(),
  };
}
