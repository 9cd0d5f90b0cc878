import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ConfigurationError } from '../../errors.js';

/** Far more than two images of 400 KB can take as JSON. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
const NEWLINE = 10;

/**
 * The lines of a gzip file, a chunk's at a time, so that memory holds no more than a chunk and the longest line. Only
 * whole lines are decoded, since a chunk may end within a character.
 *
 * @throws ConfigurationError where the file is no gzip, or ends before the gzip does
 */
export async function* readLines(path: string, where: string): AsyncGenerator<readonly string[]> {
  // DynamoDB exports an empty partition as an empty file, which is no gzip.
  if ((await stat(path)).size === 0) return;
  let read = 0;
  try {
    for await (const lines of splitLines(gunzip(path), where)) {
      yield lines;
      read += lines.length;
    }
  } catch (error) {
    if (error instanceof ConfigurationError || !(error instanceof Error && 'code' in error)) throw error;
    const isTruncated = error.code === 'Z_BUF_ERROR';
    if (!isTruncated && !/^Z_/.test(String(error.code))) throw error;
    throw new ConfigurationError(
      isTruncated
        ? `${where}: the gzip ends in the middle, after ${read} whole lines: copy the file again`
        : `${where}: found no gzip after ${read} lines (${error.message}), expected what DynamoDB exported`,
      { cause: error },
    );
  }
}

function gunzip(path: string): AsyncIterable<Buffer> {
  // What goes wrong is thrown where the chunks are read; whoever stops reading closes the file.
  return pipeline(createReadStream(path), createGunzip(), () => undefined);
}

/** Splits bytes at newlines; blank lines are left out, and the last line needs no newline. */
export async function* splitLines(chunks: AsyncIterable<Buffer>, where: string): AsyncGenerator<readonly string[]> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      begun.push(chunk.subarray(start, end));
      lines.push(decode(begun));
      begun = [];
      length = 0;
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    if (rest.length > 0) begun.push(rest);
    length += rest.length;
    if (length > MAX_LINE_BYTES)
      throw new ConfigurationError(
        `${where}: found a line of more than ${MAX_LINE_BYTES} bytes, expected one item a line`,
      );
    const whole = lines.filter(Boolean);
    if (whole.length > 0) yield whole;
  }
  const last = decode(begun);
  if (last !== '') yield [last];
}

function decode(parts: readonly Buffer[]): string {
  const [only] = parts;
  return (parts.length === 1 && only ? only : Buffer.concat(parts)).toString('utf8').trimEnd();
}
