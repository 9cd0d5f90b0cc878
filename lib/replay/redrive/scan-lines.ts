import { readSync } from 'node:fs';

/** Where a line of a file is, without its newline. */
export interface LinePlace {
  /** From 1 on, blank ones counted. */
  readonly number: number;
  readonly start: number;
  readonly length: number;
  /** Whether it begins with the mark. */
  readonly isDone: boolean;
}

/**
 * The first byte of a line that is done with: a control character that no JSON text begins with. One byte is written as a
 * whole or not at all, so that a crash leaves no line half marked.
 */
export const DONE_MARK = 0x18;

const NEWLINE = 0x0a;
const BLANK = 0x20;
const CHUNK_BYTES = 1024 * 1024;

/**
 * The lines of a file between two places that are not blank. Reads it once, and keeps none of it. The last line may lack
 * its newline.
 */
export function* scanLines(handle: number, start: number, end: number): Generator<LinePlace> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let line = { number: 1, start, isBlank: true, isDone: false };
  const placeOf = (lineEnd: number): LinePlace[] => {
    const { number, start, isBlank, isDone } = line;
    return isBlank ? [] : [{ number, start, length: lineEnd - start, isDone }];
  };
  let at = start;
  while (at < end) {
    const bytes = readSync(handle, chunk, 0, Math.min(CHUNK_BYTES, end - at), at);
    // Somebody has cut the file off.
    if (bytes === 0) break;
    for (let from = 0; from < bytes; ) {
      const newline = chunk.subarray(0, bytes).indexOf(NEWLINE, from);
      const to = newline < 0 ? bytes : newline;
      if (at + from === line.start && to > from) line.isDone = chunk[from] === DONE_MARK;
      line.isBlank &&= chunk.subarray(from, to).every((byte) => byte <= BLANK);
      if (newline >= 0) {
        yield* placeOf(at + newline);
        line = { number: line.number + 1, start: at + newline + 1, isBlank: true, isDone: false };
      }
      from = to + 1;
    }
    at += bytes;
  }
  yield* placeOf(at);
}
