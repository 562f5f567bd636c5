import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@memoir/core/testing';
import { MapShelf } from '../src/map-shelf.js';
import { MemoryKeyspace } from '../src/memory-keyspace.js';
import { MemoryNamespace } from '../src/memory-namespace.js';
import { NamedNamespaces } from '../src/named-namespaces.js';
import { Sweeper } from '../src/sweeper.js';
import { entryOf, entryUntil } from './opened.js';

function setUp() {
  const clock = new ManualClock();
  const sweeper = new Sweeper(1_000, clock);
  const names = new NamedNamespaces();
  const open = (name: string): MemoryKeyspace<unknown> => {
    const namespace = names.getOrInsertComputed(
      name,
      () => new MemoryNamespace({ clock, sweeper, buildShelf: () => new MapShelf() }),
    );
    return new MemoryKeyspace(namespace, { clock, report: () => undefined, removed: () => undefined });
  };
  return { names, open, clock };
}

describe('the namespaces of a memory storage that have names', () => {
  it('are forgotten once nothing stands in them and nobody has them open', async () => {
    const { names, open, clock } = setUp();
    for (let round = 0; round < 10; round++) {
      (() => {
        for (let at = 0; at < 100; at++) {
          const keyspace = open(`${round} ${at}`);
          if (at % 2 === 0) keyspace.offer('ada', entryUntil('Ada', clock.now() + 1_000));
        }
      })();
      await clock.advance('3s');
      await collectGarbage();
    }

    expect(names.size).toBeLessThan(400);
  });

  it('stay while something stands in them, or somebody may come to put something there', async () => {
    const { names, open } = setUp();
    open('full').offer('ada', entryOf('Ada'));
    const kept = open('open');
    for (let round = 0; round < 3; round++) {
      (() => Array.from({ length: 200 }, (_, at) => open(`${round} ${at}`)))();
      await collectGarbage();
    }
    kept.offer('bob', entryOf('Bob'));

    expect(names.size).toBeLessThan(600);
    expect(open('full').get('ada')).toMatchObject({ value: 'Ada' });
    expect(open('open').get('bob')).toMatchObject({ value: 'Bob' });
  });
});

/** A weak reference that was read stays alive to the end of its job, so a few turns are given first. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round++) {
    await setImmediate();
    collect();
  }
}
