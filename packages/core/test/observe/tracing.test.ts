import { afterEach, describe, expect, it } from '@jest/globals';
import { type Tracer, traceWith } from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { asynchronous } from '../support/asynchronous.js';
import { setUp, watch } from '../support/set-up.js';
import { TaggedMapStorage } from '../support/tagged-map-storage.js';

let end = () => {};
afterEach(() => end());

function trace(tracer: Tracer) {
  end = traceWith(tracer);
}

describe('a tracer', () => {
  it('surrounds the run of a loader', async () => {
    const steps: string[] = [];
    trace({
      load: ({ namespace, label, background }, run) => {
        steps.push(`${namespace} ${label} ${background}`);
        run();
        steps.push('runs');
      },
    });
    const { cached, loads } = setUp({ namespace: 'users' });
    const call = cached('ada');
    expect(steps).toEqual(['users users false', 'runs']);

    loads[0]!.resolve('Ada');
    expect(await call).toBe('Ada');
  });

  it('surrounds the commands of an asynchronous storage', async () => {
    const commands: string[] = [];
    trace({
      command: ({ command, label }, run) => {
        commands.push(`${label} ${command}`);
        run();
      },
    });
    const storage = Object.assign(asynchronous(new TaggedMapStorage()), {
      invalidateTags: async () => {},
      expireTags: async () => {},
    });
    const { cached, loads } = setUp({ namespace: 'users' }, storage);
    const call = cached('ada');
    await settle();
    loads[0]!.resolve('Ada');
    await call;
    await cached.peek('ada');
    await cached.expire('ada');
    await cached.invalidate('ada');
    await cached.invalidateAll();
    await cached.invalidateTags(['red']);
    await cached.expireTags(['red']);

    expect(commands.map((each) => each.replace('users ', ''))).toEqual(
      'get offer get expire invalidate clear invalidateTags expireTags'.split(' '),
    );
  });

  it('changes nothing of what it surrounds, whatever it does', async () => {
    trace({ load: () => undefined });
    const unrun = setUp();
    const call = unrun.cached('ada');
    expect(unrun.loads).toHaveLength(1);
    unrun.loads[0]!.resolve('Ada');
    expect(await call).toBe('Ada');
    end();

    trace({
      load: (_load, run) => {
        run();
        run();
        throw new Error('a bad tracer');
      },
    });
    const twice = setUp();
    const other = twice.cached('ada');
    expect(twice.loads).toHaveLength(1);
    twice.loads[0]!.resolve('Ada');
    expect(await other).toBe('Ada');
  });

  it('is given what the loader throws, and so are the callers', async () => {
    let seen: unknown;
    trace({
      load: (_load, run) => {
        try {
          run();
        } catch (error) {
          seen = error;
        }
      },
    });

    const down = new Error('down');
    const cached = watch(
      () => {
        throw down;
      },
      {},
      new ManualClock(),
    );

    await expect(cached()).rejects.toBe(down);
    expect(seen).toBe(down);
  });

  it('surrounds nothing any more once it was ended, and lets others go on', async () => {
    const runs: string[] = [];
    const naming = (name: string): Tracer => ({
      load: (_load, run) => {
        runs.push(name);
        run();
      },
    });
    const ends = [traceWith(naming('one')), traceWith(naming('other'))];
    const { cached, loads } = setUp();
    const first = cached('ada');
    ends[0]!();
    const second = cached('bob');
    ends[1]!();
    const third = cached('eve');
    for (const load of loads) load.resolve('value');
    await Promise.all([first, second, third]);

    expect(runs).toEqual(['one', 'other', 'other']);
  });
});
