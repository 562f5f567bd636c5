import { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { RedisCommands } from '../../src/client/redis-commands.js';
import type { Epochs } from '../../src/session/epochs.js';
import type { Moment } from '../../src/session/question.js';
import { Reader } from '../../src/session/reader.js';
import type { Server } from '../../src/session/server.js';

const TEXTS: Readonly<Record<string, string>> = { clock: '3-1-g', 'epoch:users': '1-g', 'epoch:posts': '2-g' };

/** A reader of a server that holds its replies, and what it was sent. */
function setUp() {
  const sent: string[][] = [];
  const replies: (() => void)[] = [];
  const client = {
    callBuffer: (_command: string, ...keys: string[]) => {
      sent.push(keys);
      const texts = keys.map((key) => Buffer.from(TEXTS[key] ?? `value of ${key}`));
      return new Promise((resolve) => replies.push(() => resolve(texts)));
    },
  } as unknown as RedisCommands;
  const server = { known: { generation: 'g', node: '' }, prepare: () => undefined } as unknown as Server;
  const reader = new Reader({
    client,
    server,
    clockName: 'clock',
    ensure: () => Promise.reject(new Error('nothing is missing')),
    momentOf: (epochs: Epochs): Moment => ({ epochs, now: 0, ahead: 0 }),
  });
  const ask = (name: string, namespace = 'users', needsClock = false) =>
    new Promise<[Epochs, string]>((resolve, fail) => {
      const answer = ({ epochs }: Moment, bytes: Buffer | undefined) => resolve([epochs, String(bytes)]);
      reader.ask({ epochName: `epoch:${namespace}`, name, needsClock, answer, fail });
    });
  return { sent, replies, ask };
}

/** What was waiting to run has run, and the event loop has not turned. */
const endOfRun = () => new Promise<void>((resolve) => process.nextTick(resolve));

describe('a reader', () => {
  it('sends what is asked while nothing is being read at the end of what runs, all of it together', async () => {
    const { sent, ask } = setUp();

    void ask('ada');
    void Promise.resolve().then(() => ask('bob'));
    await endOfRun();

    expect(sent).toEqual([['epoch:users', 'ada', 'bob']]);
  });

  it('gathers for a turn of the event loop while a read is under way', async () => {
    const { sent, ask } = setUp();
    void ask('ada');
    await endOfRun();

    void ask('bob');
    await endOfRun();
    void ask('eve');
    expect(sent).toHaveLength(1);
    await setImmediate();

    expect(sent).toEqual([
      ['epoch:users', 'ada'],
      ['epoch:users', 'bob', 'eve'],
    ]);
  });

  it('asks for the clock of tags only where one question needs it', async () => {
    const { sent, replies, ask } = setUp();
    const [ada, bob] = [ask('ada'), ask('bob', 'users', true)];
    await endOfRun();
    replies[0]!();
    await Promise.all([ada, bob]);
    const eve = ask('eve');
    await endOfRun();
    replies[1]!();

    expect(sent).toEqual([
      ['epoch:users', 'clock', 'ada', 'bob'],
      ['epoch:users', 'eve'],
    ]);
    expect(await ada).toEqual([{ epoch: '1-g', clock: '3-1-g' }, 'value of ada']);
    expect(await eve).toEqual([{ epoch: '1-g', clock: '' }, 'value of eve']);
  });

  it('judges each value by the epoch of its own namespace', async () => {
    const { sent, replies, ask } = setUp();
    const all = [ask('ada'), ask('first', 'posts'), ask('bob')];
    await endOfRun();
    replies[0]!();

    expect(sent).toEqual([['epoch:users', 'epoch:posts', 'ada', 'first', 'bob']]);
    expect((await Promise.all(all)).map(([{ epoch }, text]) => [epoch, text])).toEqual([
      ['1-g', 'value of ada'],
      ['2-g', 'value of first'],
      ['1-g', 'value of bob'],
    ]);
  });
});
