import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, InvalidationUnconfirmedError, tagTarget, withWrite } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { leaveUnchecked, setUp } from '../support/set-up.js';
import { TaggedMapStorage } from '../support/tagged-map-storage.js';
import { loaded, setUpProcesses } from '../tiers/support/processes.js';

/** Something that a test ends when it wants to. */
function held<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((give, fail) => {
    resolve = give;
    reject = fail;
  });
  return { promise, resolve, reject };
}

describe('withWrite on a storage of this process', () => {
  it('gives what the write gives, and loads again afterwards', async () => {
    const { cached, loads } = setUp();
    const first = cached('ada');
    loads[0]!.resolve('old');
    await first;

    expect(await withWrite([cached.target('ada')], () => 'written')).toBe('written');

    const second = cached('ada');
    loads[1]!.resolve('new');
    expect(await second).toBe('new');
  });

  it('serves what is loaded during the write, and stores none of it', async () => {
    const { cached, loads } = setUp();
    const write = held<void>();
    const writing = withWrite([cached.target('ada')], () => write.promise);
    await settle();

    const during = cached('ada');
    loads[0]!.resolve('perhaps old');
    expect(await during).toBe('perhaps old');
    expect(await cached.peek('ada')).toBeUndefined();

    write.resolve();
    await writing;
    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('does not store what was loading when the write began, nor what is loading when it ends', async () => {
    const { cached, loads } = setUp();
    const write = held<void>();
    const early = cached('ada');
    const writing = withWrite([cached.target('ada')], () => write.promise);
    await settle();
    loads[0]!.resolve('old');
    await early;
    const late = cached('ada');
    write.resolve();
    await writing;
    loads[1]!.resolve('perhaps old');

    expect(await late).toBe('perhaps old');
    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('lets nobody join after the write what began during it', async () => {
    const { cached, loads } = setUp();
    const write = held<void>();
    const writing = withWrite([cached.target('ada')], () => write.promise);
    await settle();
    const during = cached('ada');
    write.resolve();
    await writing;
    const after = cached('ada');
    loads[0]!.resolve('perhaps old');
    loads[1]!.resolve('new');

    expect([await during, await after]).toEqual(['perhaps old', 'new']);
    expect((await cached.peek('ada'))?.value).toBe('new');
  });

  it('keeps out what is loaded until the last of several writes has ended', async () => {
    const { cached, loads } = setUp();
    const [one, other] = [held<void>(), held<void>()];
    const first = withWrite([cached.target('ada')], () => one.promise);
    const second = withWrite([cached.target('ada')], () => other.promise);
    await settle();
    one.resolve();
    await first;

    const during = cached('ada');
    loads[0]!.resolve('perhaps old');
    await during;
    expect(await cached.peek('ada')).toBeUndefined();

    other.resolve();
    await second;
    const after = cached('ada');
    loads[1]!.resolve('new');
    await after;
    expect((await cached.peek('ada'))?.value).toBe('new');
  });

  it('rejects with what the write throws, and takes the targets away all the same', async () => {
    const { cached, loads } = setUp();
    const first = cached('ada');
    loads[0]!.resolve('old');
    await first;
    const failure = new Error('the commit may have come through');

    await expect(withWrite([cached.target('ada')], () => Promise.reject(failure))).rejects.toBe(failure);
    await expect(
      withWrite([cached.target('ada')], () => {
        throw failure;
      }),
    ).rejects.toBe(failure);

    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('concerns everything that carries a tag, also one that a load learns during the write', async () => {
    const storage = new TaggedMapStorage();
    const { cached, loads } = setUp({ resultTags: (value: string) => [`team:${value}`] }, storage);
    const first = cached('ada');
    loads[0]!.resolve('red');
    await first;
    const write = held<void>();
    const writing = withWrite([tagTarget(storage, 'team:red')], () => write.promise);
    await settle();
    expect(await cached.peek('ada')).toBeUndefined();

    const during = [cached('ada'), cached('bob')];
    loads[1]!.resolve('red');
    loads[2]!.resolve('blue');
    await Promise.all(during);
    expect([await cached.peek('ada'), (await cached.peek('bob'))?.value]).toEqual([undefined, 'blue']);

    write.resolve();
    await writing;
    const after = cached('ada');
    loads[3]!.resolve('red');
    await after;
    expect((await cached.peek('ada'))?.value).toBe('red');
  });

  it('leaves nothing behind', async () => {
    const { cached, clock } = setUp();

    await withWrite([cached.target('ada'), cached.target('ada')], () => 'done', { quarantineFor: '1s' });

    expect(clock.pending).toBe(0);
  });

  it('refuses what is no target, and a storage without tags', async () => {
    const { storage } = setUp();

    await expect(withWrite([{} as never], () => 1)).rejects.toBeInstanceOf(ConfigurationError);
    expect(() => tagTarget(storage as never, 'team:red')).toThrow(ConfigurationError);
  });
});

describe('withWrite across processes (G6)', () => {
  it('keeps every process from storing what it loads during the write', async () => {
    const { processes } = setUpProcesses(2);
    const [here, there] = [processes[0]!, processes[1]!];
    await loaded(here, 'ada', 'old');
    expect(await there.cached('ada')).toBe('old');
    const write = held<void>();
    const writing = withWrite([here.cached.target('ada')], () => write.promise);
    await settle();

    await loaded(there, 'ada', 'before the commit');
    expect(await there.cached.peek('ada')).toBeUndefined();
    write.resolve();
    await writing;

    await loaded(there, 'ada', 'new');
    expect((await here.cached.peek('ada'))?.value).toBe('new');
  });

  it.each([
    ['before its commit', 0],
    ['after its commit', 1],
  ])('leaves a bounded miss and nothing old if the writer dies %s', async (_when, committed) => {
    const { processes, advance } = setUpProcesses(2);
    const [here, there] = [processes[0]!, processes[1]!];
    let source = 'old';
    await loaded(here, 'ada', source);
    await there.cached('ada');
    void withWrite([here.cached.target('ada')], () => new Promise(() => {}), { quarantineFor: 10_000 });
    await settle();
    here.far.isDown = true; // it is heard of no more: nothing is extended, nothing confirmed
    const reader = there.cached('ada');
    await settle();
    if (committed) source = 'new';
    there.loads.at(-1)!.resolve('old');
    await reader; // began before the commit, ends after it

    expect(await there.cached.peek('ada')).toBeUndefined();
    await advance(9_000);
    await loaded(there, 'ada', source);
    expect(await there.cached.peek('ada')).toBeUndefined();
    await advance(1_000);
    await loaded(there, 'ada', source);
    expect((await there.cached.peek('ada'))?.value).toBe(source);
    leaveUnchecked(); // the dead writer's timers are still there
  });

  it.each([0, 1, 2, 3, 4])('leaves nothing old if the writer dies at step %s of its commands', async (step) => {
    const { processes, advance } = setUpProcesses(2, { resultTags: () => ['team:red'] });
    const [here, there] = [processes[0]!, processes[1]!];
    let source = 'old';
    await loaded(here, 'ada', source);
    await there.cached('ada');
    here.road.dieAfter(step);
    const targets = [here.cached.target('ada'), tagTarget(here.storage, 'team:red')];
    const commit = held<void>();
    const write = async () => {
      await commit.promise;
      source = 'new';
    };
    void withWrite(targets, write, { quarantineFor: 1_000 }).catch(() => undefined);
    await settle();
    const during = there.cached('ada');
    await settle();
    commit.resolve();
    await settle();
    there.loads[0]?.resolve('old'); // read before the commit
    await during;

    await advance(1_000); // it runs out
    await settle();
    const after = there.cached('ada');
    await settle();
    there.loads[1]?.resolve(source);
    there.loads[0]?.resolve(source);

    expect(await after).toBe(source);
    leaveUnchecked();
  });

  it('does not run the write unless it is certain that nothing will be stored', async () => {
    const { processes } = setUpProcesses(1);
    const { cached, far } = processes[0]!;
    let isWritten = false;
    far.isDown = true;

    const writing = withWrite([cached.target('ada')], () => {
      isWritten = true;
    });

    await expect(writing).rejects.toBeInstanceOf(InvalidationUnconfirmedError);
    expect(isWritten).toBe(false);
    far.isDown = false;
    await processes[0]!.clock.advance(200); // the key is trusted again
  });

  it('says so if the targets cannot be taken away after the write, and distrusts them until they are', async () => {
    const { processes } = setUpProcesses(1);
    const { cached, far, clock, loads } = processes[0]!;

    const writing = withWrite([cached.target('ada')], () => {
      far.isDown = true;
    });

    await expect(writing).rejects.toBeInstanceOf(InvalidationUnconfirmedError);
    await loaded(processes[0]!, 'ada', 'loaded, not stored');
    far.isDown = false;
    await clock.advance(30_000); // the quarantine runs out
    await loaded(processes[0]!, 'ada', 'new');
    expect(await cached('ada')).toBe('new');
    expect(loads).toHaveLength(2);
  });

  it('extends the quarantine for as long as the write takes', async () => {
    const { processes, advance } = setUpProcesses(2);
    const [here, there] = [processes[0]!, processes[1]!];
    const write = held<void>();
    const writing = withWrite([here.cached.target('ada')], () => write.promise, { quarantineFor: 1_000 });
    await settle();

    await advance(5_000);
    await loaded(there, 'ada', 'before the commit');
    expect(await there.cached.peek('ada')).toBeUndefined();

    write.resolve();
    await writing;
    expect(here.far.commands.filter((command) => command === 'extend quarantine').length).toBeGreaterThanOrEqual(9);
  });

  it('takes two commands around the write, whatever the number of targets', async () => {
    const { processes } = setUpProcesses(1, { tags: (id: string) => [`user:${id}`] });
    const { cached, far, storage } = processes[0]!;

    await withWrite([cached.target('ada'), cached.target('bob'), tagTarget(storage, 'user:eve', 'team:red')], () => 1);

    expect(far.commands).toEqual(['quarantine', 'confirm']);
  });

  it('takes the far storage for the target too, and is seen at once by the near tier in front of it', async () => {
    const { processes } = setUpProcesses(1, { resultTags: () => ['team:red'] });
    const here = processes[0]!;
    await loaded(here, 'ada', 'old');
    here.line.hold(); // the log's message is slow

    await withWrite([tagTarget(here.far, 'team:red')], () => 'written');

    await loaded(here, 'ada', 'new');
  });

  it('keeps a load that began during the quarantine of a tag from being stored when it ends later', async () => {
    const { processes } = setUpProcesses(2, { tags: () => ['team:red'] });
    const [here, there] = [processes[0]!, processes[1]!];
    const write = held<void>();
    const writing = withWrite([tagTarget(here.storage, 'team:red')], () => write.promise);
    await settle();
    const during = there.cached('ada');
    await settle();
    write.resolve();
    await writing;
    there.loads[0]!.resolve('before the commit');

    await during;
    expect(await there.cached.peek('ada')).toBeUndefined();
  });
});
