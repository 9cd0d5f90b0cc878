import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { counted } from '../../counted.js';
import { ConfigurationError } from '../../errors.js';

/** Far more than two images of 400 KB can take as JSON. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
const NEWLINE = 10;

/** A line of the data; `undefined` for one that is far too long to be an item, which is passed over. */
export type DataLine = string | undefined;

/**
 * The lines of a gzip file, a chunk's at a time, so that memory holds no more than a chunk and the longest line. Only
 * whole lines are decoded, since a chunk may end within a character.
 *
 * @throws ConfigurationError where the file is no gzip, or ends before the gzip does
 */
export async function* readLines(path: string, where: string): AsyncGenerator<readonly DataLine[]> {
  // DynamoDB exports an empty partition as an empty file, which is no gzip.
  if ((await stat(path)).size === 0) return;
  let read = 0;
  try {
    for await (const lines of splitLines(gunzip(path))) {
      yield lines;
      read += lines.length;
    }
  } catch (error) {
    if (error instanceof ConfigurationError || !(error instanceof Error && 'code' in error)) throw error;
    const isTruncated = error.code === 'Z_BUF_ERROR';
    if (!isTruncated && !/^Z_/.test(String(error.code))) throw error;
    throw new ConfigurationError(
      isTruncated
        ? `${where}: the gzip ends in the middle, after ${counted(read, 'whole line')}: copy the file again`
        : `${where}: found no gzip after ${counted(read, 'line')} (${error.message}), expected what DynamoDB exported`,
      { cause: error },
    );
  }
}

function gunzip(path: string): AsyncIterable<Buffer> {
  // What goes wrong is thrown where the chunks are read; whoever stops reading closes the file.
  return pipeline(createReadStream(path), createGunzip(), () => undefined);
}

/**
 * Splits bytes at newlines; blank lines are left out, and the last line needs no newline. Of a line that is too long
 * nothing is kept.
 */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  maxBytes = MAX_LINE_BYTES,
): AsyncGenerator<readonly DataLine[]> {
  let begun: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer) => {
    length += part.length;
    if (length > maxBytes) begun = [];
    else if (part.length > 0) begun.push(part);
  };
  const take = (): DataLine[] => {
    const line = length > maxBytes ? undefined : decode(begun);
    begun = [];
    length = 0;
    return line === '' ? [] : [line];
  };
  for await (const chunk of chunks) {
    const lines: DataLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      lines.push(...take());
      start = end + 1;
    }
    add(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  const last = take();
  if (last.length > 0) yield last;
}

function decode(parts: readonly Buffer[]): string {
  const [only] = parts;
  return (parts.length === 1 && only ? only : Buffer.concat(parts)).toString('utf8').trimEnd();
}
