import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GhostQueue } from '../../src/eviction/ghost-queue.js';

describe('the ghost queue', () => {
  it('remembers the last so many, each until it is taken', () => {
    const ghosts = new GhostQueue();
    for (const hash of [1, 2, 3, 4]) ghosts.add(hash, 3);

    expect([ghosts.take(1), ghosts.take(2), ghosts.take(2), ghosts.take(4)]).toEqual([false, true, false, true]);
  });

  it('can be made to remember fewer', () => {
    const ghosts = new GhostQueue();
    for (const hash of [1, 2, 3, 4]) ghosts.add(hash, 4);

    ghosts.add(5, 2);

    expect([1, 2, 3, 4, 5].map((hash) => ghosts.take(hash))).toEqual([false, false, false, true, true]);
  });

  it('holds few of the hashes that were made to collide, and does not fail', () => {
    const ghosts = new GhostQueue();

    for (let n = 0; n < 1_000; n++) ghosts.add(7, 500);

    expect(ghosts.take(7)).toBe(true);
  });

  it('does what an array would do', () => {
    const operation = fc.record({ hash: fc.nat(30), isTaken: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 300, size: 'max' }),
        fc.integer({ min: 1, max: 20 }),
        (operations, most) => {
          const ghosts = new GhostQueue();
          let array: number[] = [];
          for (const { hash, isTaken } of operations) {
            if (isTaken || array.includes(hash)) {
              expect(ghosts.take(hash)).toBe(array.includes(hash));
              array = array.filter((each) => each !== hash);
            } else {
              ghosts.add(hash, most);
              array = [...array, hash].slice(-most);
            }
          }
        },
      ),
    );
  });
});
