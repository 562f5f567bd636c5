import { describe, expect, it } from '@jest/globals';
import { readCommandLine } from '../../src/packages-service/command-line.js';

describe('the command line', () => {
  it('measures with 32 connections by default', () => {
    expect(readCommandLine([])).toEqual({
      help: false,
      serve: false,
      port: 0,
      seconds: 4,
      connections: 32,
      packages: 60,
      seed: 1,
    });
  });

  it('reads every option', () => {
    const args = ['--serve', '--port', '8080', '--seconds', '0.5', '--connections=4', '--packages', '9', '--seed', '7'];

    expect(readCommandLine(args)).toMatchObject({
      serve: true,
      port: 8080,
      seconds: 0.5,
      connections: 4,
      packages: 9,
      seed: 7,
    });
  });

  it.each([
    [['--port', '70000'], /--port is a number from 0 to 65535, not 70000/],
    [['--port', '80.5'], /--port is a whole number/],
    [['--seconds', 'soon'], /--seconds/],
    [['--seconds='], /--seconds/],
    [['--connections', '0'], /--connections/],
    [['--packages'], /--packages/],
    [['--fast'], /--fast/],
    [['serve'], /serve/],
  ])('refuses %j', (args, message) => {
    expect(() => readCommandLine(args)).toThrow(message);
  });
});
