import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Both begin every gzip file. */
const GZIP_MAGIC = [0x1f, 0x8b];

/** The text of a file, unpacked if it is gzip, whatever its name. */
export function textOfFile(path: string): AsyncIterable<string> {
  return textOf(createReadStream(path));
}

/** The text of a stream of bytes, unpacked if it is gzip. */
export async function* textOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const bytes of unpacked(source)) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const head = await readHead(chunks);
  const whole = joined(head, chunks);
  // The pipeline hands errors of either stream to the one that is read here; its callback has nothing to add.
  if (isGzip(head)) yield* pipeline(Readable.from(whole), createGunzip(), () => {});
  else yield* whole;
}

function isGzip(head: Uint8Array): boolean {
  return GZIP_MAGIC.every((byte, index) => head[index] === byte);
}

/** At least as long as the magic, unless the source is shorter: a pipe may give single bytes. */
async function readHead(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  while (head.length < GZIP_MAGIC.length) {
    const next = await chunks.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* joined(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
