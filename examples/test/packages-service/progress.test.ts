import { describe, expect, it } from '@jest/globals';
import { Progress } from '../../src/packages-service/progress.js';

function setUp(isTTY: boolean) {
  const time = { now: 0 };
  const written: string[] = [];
  const progress = new Progress({ isTTY, write: (text) => written.push(text) }, () => time.now);
  return { time, written, progress };
}

describe('the progress display on a terminal', () => {
  it('rewrites one line and leaves it empty', () => {
    const { written, progress } = setUp(true);
    progress.begin('load');
    progress.update(0.5, '7 answers');
    progress.end();

    expect(written).toEqual([
      '\r\u001b[Kload ...',
      '\r\u001b[Kload  ████████████░░░░░░░░░░░░  7 answers',
      '\r\u001b[K',
    ]);
  });

  it('draws a full bar for what takes longer than foreseen', () => {
    const { written, progress } = setUp(true);
    progress.begin('load');
    progress.update(1.3, '9 answers');

    expect(written.at(-1)).toBe('\r\u001b[Kload  ████████████████████████  9 answers');
  });
});

describe('the progress display elsewhere', () => {
  it('writes plain lines, at most one a second', () => {
    const { time, written, progress } = setUp(false);
    progress.begin('load');
    for (time.now = 0; time.now <= 2500; time.now += 100) progress.update(time.now / 2500, `${time.now} answers`);
    progress.end();

    expect(written).toEqual(['load ...\n', 'load: 40 %, 1000 answers\n', 'load: 80 %, 2000 answers\n']);
  });
});
