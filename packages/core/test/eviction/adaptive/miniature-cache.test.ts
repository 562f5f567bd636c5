import { describe, expect, it } from '@jest/globals';
import { MiniatureCache } from '../../../src/eviction/adaptive/miniature-cache.js';
import { mixed } from '../../../src/key/key-hash.js';

describe('a miniature cache', () => {
  it('tells what it would have held', () => {
    const miniature = new MiniatureCache(3, 1, false);

    const hits = [0, 1, 2, 0, 3, 1, 0].map((key) => miniature.access(mixed(key), 1));

    expect(hits).toEqual([false, false, false, true, false, false, true]);
  });

  it('holds no more than its capacity in weight', () => {
    const miniature = new MiniatureCache(10, 1, true);

    const hits = [0, 1, 2, 0].map((key) => miniature.access(mixed(key), 4));

    expect(hits).toEqual([false, false, false, false]);
  });

  it('leaves out what is heavier than itself', () => {
    const miniature = new MiniatureCache(10, 1, true);
    miniature.access(mixed(0), 5);

    miniature.access(mixed(1), 11);

    expect(miniature.access(mixed(0), 5)).toBe(true);
    expect(miniature.access(mixed(1), 11)).toBe(false);
  });

  it('loses a key when it is told to', () => {
    const miniature = new MiniatureCache(10, 0.01, true);
    miniature.access(mixed(0), 1);

    miniature.forget(mixed(0));
    miniature.forget(mixed(1));

    expect(miniature.access(mixed(0), 1)).toBe(false);
  });

  it('leaves out what was made to collide with many others', () => {
    const miniature = new MiniatureCache(200, 1, false);
    const colliding = Array.from({ length: 180 }, (_, n) => n * 2 ** 20);
    for (const hash of colliding) miniature.access(hash, 1);

    expect(colliding.filter((hash) => miniature.access(hash, 1))).toHaveLength(64);
    for (const hash of colliding) miniature.forget(hash);
    expect(miniature.access(mixed(1), 1)).toBe(false);
    expect(miniature.access(mixed(1), 1)).toBe(true);
  });
});
