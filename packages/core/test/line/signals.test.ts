import { expect, it } from '@jest/globals';
import { settle } from '../../src/testing/manual-clock.js';
import { memoizerInMemory } from '../support/memoizer.js';
import { setUp } from '../support/set-up.js';

it('a caller whose signal aborts while its version is asked for gives up at once', async () => {
  let tell = (_version: number): void => {};
  const { cached, loads } = setUp({
    version: () =>
      new Promise<number>((resolve) => {
        tell = resolve;
      }),
  });
  const controller = new AbortController();
  const reason = new Error('the request was closed');
  const call = cached.with({ signal: controller.signal })('ada');
  const outcome = call.catch((error: unknown) => error);
  controller.abort(reason);
  tell(1);
  await settle();
  const isLoading = loads.length > 0;
  loads[0]?.resolve('Ada');

  expect(await outcome).toBe(reason);
  expect(isLoading).toBe(true);
});

it('a caller whose signal the loader itself aborts gives up at once', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const { cached, loads } = setUp({
    tags: () => {
      controller.abort(reason);
      return [];
    },
  });
  const call = cached.with({ signal: controller.signal })('ada');
  loads[0]!.resolve('Ada');

  await expect(call).rejects.toBe(reason);
});

it('a loader that asks for its signal only after the last caller has left finds it aborted', async () => {
  const { memoizeWithContext } = memoizerInMemory();
  let goOn = (): void => {};
  const states: boolean[] = [];
  const cached = memoizeWithContext(async (context, id: string) => {
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
    states.push(context.signal.aborted);
    return id;
  });
  const controller = new AbortController();
  const call = cached
    .with({ signal: controller.signal })('ada')
    .catch(() => 'left');
  controller.abort();
  goOn();

  expect(await call).toBe('left');
  await settle();
  expect(states).toEqual([true]);
});
