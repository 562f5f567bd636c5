import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readTraceFile, readTraceStream, type Trace, type TraceFormat } from '../../src/index.js';
import { parseTraceFormat } from '../../src/trace/trace-format.js';

function read(content: string | Uint8Array, format = 'text', chunkLength = 1_000): Promise<Trace> {
  return readTraceStream('input', chunks(Buffer.from(content), chunkLength), parseTraceFormat(format));
}

async function* chunks(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}

function keysOf({ requests, keys }: Trace): string[] {
  return [...requests].map((number) => keys[number]!);
}

describe('a trace', () => {
  it('numbers its keys in the order in which they come', async () => {
    const { name, requests, keys } = await read('b\na\nb\n');

    expect(name).toBe('input');
    expect([...requests]).toEqual([0, 1, 0]);
    expect(keys).toEqual(['b', 'a']);
  });

  it('grows with its requests', async () => {
    const { requests } = await read('a\nb\n'.repeat(100_000));

    expect(requests.length).toBe(200_000);
    expect(requests.at(-1)).toBe(1);
  });

  const contents: [string, string, string, string[]][] = [
    ['text', 'text', 'a b\r\n\nç€\na b', ['a b', 'ç€', 'a b']],
    ['a column of CSV by its name', 'csv:key', 'time,key\n1,a\r\n2,"b,""c""\nd"\n\n3,', ['a', 'b,"c"\nd', '']],
    ['a column of CSV by its number', 'csv:2', '1,a\n2,b\n', ['a', 'b']],
    ['JSON lines', 'jsonl:key', '{"key":"ü\\n"}\n\n{"key":1.5,"at":2}\n{"key":7}', ['ü\n', '1.5', '7']],
  ];

  it.each(contents)('is read from %s', async (_, format, content, keys) => {
    expect(keysOf(await read(content, format))).toEqual(keys);
  });

  it.each(contents)('is read from packed %s that comes byte by byte', async (_, format, content, keys) => {
    expect(keysOf(await read(gzipSync(content), format, 1))).toEqual(keys);
    expect(keysOf(await read(content, format, 1))).toEqual(keys);
  });

  it.each([
    ['text', '', 'input: is empty: it has no keys'],
    ['text', '\n\n', 'input: is empty: it has no keys'],
    ['csv:key', 'key\n', 'input: is empty: it has no keys'],
    ['csv:key', 'id,time\n1,2\n', "input: has no column 'key'; it has id, time"],
    ['csv:2', '1,2\n3\n', "input: row 2 has no column '2'"],
    ['csv:1', '"a\n', 'input: cannot be read: the text ends inside quotes'],
    ['jsonl:key', '{"key":1}\nkey\n', 'input: line 2 is no JSON object'],
    ['jsonl:key', '{"key":null}', "input: line 1 has no text or number in 'key'"],
    ['jsonl:toString', '{"key":1}', "input: line 1 has no text or number in 'toString'"],
    ['jsonl:key', '{"key":9007199254740993}', "input: line 1 has a number in 'key' that is too large to be exact"],
  ])('in %s that is %j is refused', async (format, content, message) => {
    await expect(read(content, format)).rejects.toThrow(message);
  });

  it('that breaks off inside gzip is refused', async () => {
    const packed = gzipSync('a\n'.repeat(1_000));

    await expect(read(packed.subarray(0, -9))).rejects.toThrow('input: cannot be read: unexpected end of file');
  });

  it('that is not there is refused', async () => {
    await expect(readTraceFile('nowhere.txt')).rejects.toThrow(/^nowhere\.txt: cannot be read: ENOENT/);
  });
});

describe('a format', () => {
  it.each<[string, TraceFormat]>([
    ['text', { kind: 'text' }],
    ['csv:user id', { kind: 'csv', column: 'user id' }],
    ['jsonl:a:b', { kind: 'jsonl', field: 'a:b' }],
  ])('may be %s', (text, format) => {
    expect(parseTraceFormat(text)).toEqual(format);
  });

  it.each(['', 'csv', 'csv:', 'jsonl', 'text:key', 'xml:key'])('is not %j', (text) => {
    expect(() => parseTraceFormat(text)).toThrow(`received '${text}'`);
  });
});
