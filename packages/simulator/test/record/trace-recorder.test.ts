import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CacheEvent } from '@memoir/core';
import { readTraceFile, TraceRecorder } from '../../src/index.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memoir-recorder-'));
  file = join(folder, 'trace.jsonl');
});

afterEach(() => rm(folder, { recursive: true }));

const event = (key: string): CacheEvent => ({ label: 'users', namespace: 'users', key, at: 0 });

/** Keeps what it is given, and the word that it is written where it is told to hold it. */
class HeldStream extends Writable {
  text = '';
  readonly held: (() => void)[] = [];

  constructor(private readonly isHolding = false) {
    super();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.text += chunk;
    if (this.isHolding) this.held.push(done);
    else done();
  }
}

describe('a recorder', () => {
  it('writes hits, misses and joined calls in their order', async () => {
    const recorder = new TraceRecorder({ to: file, keys: 'plain' });
    recorder.miss(event('ada'));
    recorder.joined(event('ada'));
    recorder.hit(event('"grace"\n'));
    await recorder.close();

    expect(await readFile(file, 'utf8')).toBe('{"key":"ada"}\n{"key":"ada"}\n{"key":"\\"grace\\"\\n"}\n');
    expect(recorder).toMatchObject({ recorded: 3, dropped: 0, failure: undefined });
  });

  it('writes a file for its owner alone', async () => {
    const recorder = new TraceRecorder({ to: file });
    await recorder.close();

    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it('hashes keys, the same key to the same hash', async () => {
    const recorder = new TraceRecorder({ to: file });
    for (const key of ['ada', 'grace', 'ada']) recorder.hit(event(key));
    await recorder.close();
    const { requests, keys } = await readTraceFile(file, { kind: 'jsonl', field: 'key' });

    expect([...requests]).toEqual([0, 1, 0]);
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });

  it('hashes to the same only with the same secret', async () => {
    const hashOf = async (secret?: string) => {
      const stream = new HeldStream();
      const recorder = new TraceRecorder({ to: stream, secret });
      recorder.hit(event('ada'));
      await recorder.close();
      return stream.text;
    };

    expect(await hashOf('a')).toBe(await hashOf('a'));
    expect(await hashOf('a')).not.toBe(await hashOf('b'));
    expect(await hashOf()).not.toBe(await hashOf());
  });

  it('hands its lines to a stream in few chunks, and leaves it open', async () => {
    const stream = new HeldStream(true);
    const recorder = new TraceRecorder({ to: stream, keys: 'plain' });
    for (let request = 0; request < 1_000; request++) recorder.hit(event('ada'));
    expect(stream.held).toHaveLength(0);
    const closing = recorder.close();
    expect(stream.held).toHaveLength(1);
    stream.held.shift()!();
    // The empty chunk tells that all before it is written.
    await new Promise(setImmediate);
    stream.held.shift()!();
    await closing;

    expect(stream.text).toBe('{"key":"ada"}\n'.repeat(1_000));
    expect(stream.writableEnded).toBe(false);
    expect(stream.listenerCount('error')).toBe(0);
  });

  it('drops and counts what a slow stream has no room for', () => {
    const stream = new HeldStream(true);
    const recorder = new TraceRecorder({ to: stream, keys: 'plain', bufferBytes: 100_000 });
    for (let request = 0; request < 100_000; request++) recorder.hit(event('ada'));

    expect(recorder.recorded).toBeGreaterThan(2_000);
    expect(recorder.recorded * '{"key":"ada"}\n'.length).toBeLessThanOrEqual(100_000);
    expect(recorder.recorded + recorder.dropped).toBe(100_000);
  });

  it('stops after the most requests that it may record', async () => {
    const recorder = new TraceRecorder({ to: file, keys: 'plain', mostRequests: 2 });
    for (const key of ['a', 'b', 'c']) recorder.hit(event(key));
    await recorder.close();

    expect(await readFile(file, 'utf8')).toBe('{"key":"a"}\n{"key":"b"}\n');
    expect(recorder).toMatchObject({ recorded: 2, dropped: 0 });
  });

  it('throws nothing into a call when the file cannot be written, and tells at the end', async () => {
    const recorder = new TraceRecorder({ to: join(folder, 'nowhere', 'trace.jsonl') });
    recorder.hit(event('ada'));

    await expect(recorder.close()).rejects.toMatchObject({ code: 'ENOENT' });
    recorder.hit(event('ada'));
    expect(recorder).toMatchObject({ recorded: 1, dropped: 1, failure: { code: 'ENOENT' } });
  });

  it('throws nothing into a call when the stream fails or throws', async () => {
    const stream = new HeldStream();
    stream.write = () => {
      throw new Error('broken');
    };
    const recorder = new TraceRecorder({ to: stream });
    for (let request = 0; request < 1_000; request++) recorder.hit(event('ada'));

    expect(recorder.dropped).toBeGreaterThan(0);
    await expect(recorder.close()).rejects.toThrow('broken');
  });

  it('throws nothing into a call when the stream is destroyed', async () => {
    const stream = new HeldStream();
    const recorder = new TraceRecorder({ to: stream });
    stream.destroy();
    recorder.hit(event('ada'));

    await expect(recorder.close()).rejects.toMatchObject({ code: 'ERR_STREAM_DESTROYED' });
  });

  it('closes once', async () => {
    const recorder = new TraceRecorder({ to: file });
    await recorder.close();

    await expect(recorder.close()).resolves.toBeUndefined();
    recorder.hit(event('ada'));
    expect(recorder).toMatchObject({ recorded: 0, dropped: 1 });
  });

  it.each([
    [{ bufferBytes: 0 }, 'bufferBytes is a whole number of at least 1; received 0'],
    [{ mostRequests: 1.5 }, 'mostRequests is a whole number of at least 1; received 1.5'],
    [{ keys: 'base64' as 'plain' }, "keys is 'hashed' or 'plain'; received base64"],
  ])('refuses %j', (options, message) => {
    expect(() => new TraceRecorder({ to: new HeldStream(), ...options })).toThrow(message);
  });
});
