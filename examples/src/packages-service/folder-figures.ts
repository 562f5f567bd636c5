import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderFigures {
  readonly files: number;
  readonly bytes: number;
  /** Line ends in text files; a file with a zero byte is not text. */
  readonly lines: number;
}

const LINE_END = 0x0a;

/** Reads every file of a folder and the folders in it, one after another. Links are not followed. */
export async function readFolderFigures(folder: string): Promise<FolderFigures> {
  let total: FolderFigures = { files: 0, bytes: 0, lines: 0 };
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) total = sum(total, await readFolderFigures(path));
    else if (entry.isFile()) total = sum(total, await readFileFigures(path));
  }
  return total;
}

export function sum(one: FolderFigures, other: FolderFigures): FolderFigures {
  return { files: one.files + other.files, bytes: one.bytes + other.bytes, lines: one.lines + other.lines };
}

async function readFileFigures(file: string): Promise<FolderFigures> {
  let bytes = 0;
  let lines = 0;
  let isText = true;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    isText &&= !chunk.includes(0);
    if (isText) lines += countLineEnds(chunk);
  }
  return { files: 1, bytes, lines: isText ? lines : 0 };
}

function countLineEnds(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, at + 1)) count++;
  return count;
}
