import { beforeAll, describe, expect, it } from '@jest/globals';
import { type JestReport, runJest } from './run-jest.js';

describe('the check after every test', () => {
  let report: JestReport;
  let exitCode: number | null;

  beforeAll(async () => {
    ({ report, exitCode } = await runJest('rejections.fixture.ts'));
  }, 60_000);

  it('makes exactly those tests red that left a rejection to nobody, or took it up too late', () => {
    const results = report.testResults[0]!.assertionResults;

    const expected = results.map(({ title }) => [title, title.startsWith('red:') ? 'failed' : 'passed']);
    expect(results.map(({ title, status }) => [title, status])).toEqual(expected);
    expect(results).toHaveLength(9);
    expect(exitCode).toBe(1);
  });

  it('says what to do about a rejection that was handled too late', () => {
    const late = report.testResults[0]!.assertionResults.find(({ title }) => title.includes('too late'));

    expect(late?.failureMessages.join()).toMatch(/rejected and handled only later.*Error: late.*attach the handler/s);
  });

  it('fails the file for what is rejected after its last test', () => {
    expect(report.testResults[0]!.message).toContain('after all');
  });
});
