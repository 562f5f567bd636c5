import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../src/lambda/handler.js';
import { LambdaService } from './support/lambda-service.js';
import { buildExamples } from './support/run-example.js';

describe('a handler on AWS Lambda', () => {
  let lambda: LambdaService;

  beforeAll(buildExamples, 120_000);
  beforeEach(async () => {
    lambda = await LambdaService.start('lambda/runtime.js');
  });
  afterEach(() => lambda.stop());

  const invoke = async (product: string) => (await lambda.invoke({ product })) as Answer;

  it('answers from its cache after it has been frozen', async () => {
    const cold = await invoke('chair');
    const warm = await invoke('chair');

    expect(cold).toMatchObject({ description: 'chair, version 1', loads: 1 });
    expect(warm).toMatchObject({ description: 'chair, version 1', loads: 1 });
    expect(lambda.freezes).toBe(3); // before, between and after
  }, 30_000);

  it('answers what is stale at once, and has it refreshed before it is frozen', async () => {
    await invoke('chair');
    await lambda.becomesStale();
    const stale = await invoke('chair'); // returns when the process has been frozen again
    expect(stale.description).toBe('chair, version 1');
    expect(lambda.lookUps).toBe(2);
    expect((await invoke('chair')).description).toBe('chair, version 2');
  }, 30_000);

  it('stays below its byte limit, whatever it is asked', async () => {
    lambda.padding = 10 * 1024;
    const answers: Answer[] = [];
    for (let at = 0; at < 20; at++) answers.push(await invoke(`product-${at}`));

    expect(Math.max(...answers.map(({ bytes }) => bytes))).toBeLessThanOrEqual(64 * 1024);
    expect(answers.at(-1)!.held).toBeGreaterThan(1);
    expect(answers.at(-1)!.held).toBeLessThan(7);
  }, 30_000);

  it('reports what fails to the runtime interface, and goes on', async () => {
    lambda.isDown = true;
    await expect(invoke('chair')).rejects.toThrow('fetch failed');
    lambda.isDown = false;
    expect((await invoke('chair')).description).toBe('chair, version 1');
  }, 30_000);
});
