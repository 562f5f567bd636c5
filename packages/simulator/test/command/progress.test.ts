import { describe, expect, it } from '@jest/globals';
import { Progress } from '../../src/command/progress.js';

function written(isTTY: boolean, work: (progress: Progress) => void): string {
  let text = '';
  work(new Progress({ isTTY, write: (part) => (text += part) }, 'replays'));
  return text;
}

describe('progress', () => {
  it('is a bar on a terminal, and is taken away', () => {
    const text = written(true, (progress) => {
      progress.update(1, 3);
      progress.update(3, 3);
      progress.clear();
      progress.clear();
    });

    expect(text).toBe(
      `\r\x1b[K${'█'.repeat(10)}${'░'.repeat(20)} 1 of 3 replays\r\x1b[K${'█'.repeat(30)} 3 of 3 replays\r\x1b[K`,
    );
  });

  it('is a few plain lines elsewhere', () => {
    const text = written(false, (progress) => {
      for (let done = 1; done <= 100; done++) progress.update(done, 100);
      progress.clear();
    });

    expect(text).toBe('25 of 100 replays\n50 of 100 replays\n75 of 100 replays\n100 of 100 replays\n');
  });
});
