import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@memoir/core/testing';
import { SilenceWatch } from '../../src/client/silence-watch.js';

function setUp() {
  const clock = new ManualClock();
  const stream = {
    bytesRead: 0,
    ends: [] as string[],
    destroy(error: Error) {
      this.ends.push(error.message);
    },
  };
  const client = { commandQueue: { length: 0 }, stream };
  const watch = new SilenceWatch(client, clock);
  return { clock, stream, client, watch };
}

describe('a connection that is watched', () => {
  it('is ended once nothing has come for five seconds though something was asked', async () => {
    const { clock, stream, client, watch } = setUp();
    watch.begin();
    client.commandQueue.length = 1;

    await clock.advance('4.9s');
    expect(stream.ends).toEqual([]);
    await clock.advance('0.1s');
    expect(stream.ends).toEqual(['nothing came from Redis for 5000 ms']);
  });

  it('is ended however many commands are still being sent', async () => {
    const { clock, stream, client, watch } = setUp();

    for (let second = 0; second < 6; second++) {
      watch.begin();
      client.commandQueue.length++;
      await clock.advance('1s');
    }

    expect(stream.ends).toHaveLength(1);
  });

  it('stays while answers come', async () => {
    const { clock, stream, client, watch } = setUp();
    watch.begin();
    client.commandQueue.length = 1;

    for (let second = 0; second < 20; second++) {
      await clock.advance('4s');
      stream.bytesRead++;
    }

    expect(stream.ends).toEqual([]);
  });

  it('stays, and is not looked at, while nothing is asked', async () => {
    const { clock, stream, watch } = setUp();
    watch.begin();

    await clock.advance('1m');

    expect(stream.ends).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('is given its time after a pause', async () => {
    const { clock, stream, client, watch } = setUp();
    watch.begin();
    await clock.advance('1m');

    watch.begin();
    client.commandQueue.length = 1;
    await clock.advance('4.9s');
    expect(stream.ends).toEqual([]);
    await clock.advance('0.1s');
    expect(stream.ends).toHaveLength(1);
  });

  it('is left alone after the end of the watch', async () => {
    const { clock, stream, client, watch } = setUp();
    watch.begin();
    client.commandQueue.length = 1;

    watch.end();
    await clock.advance('1m');

    expect(stream.ends).toEqual([]);
  });
});
