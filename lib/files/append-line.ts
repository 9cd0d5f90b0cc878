import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';

const NEWLINE = 0x0a;

/**
 * Appends a line in one write: the asynchronous write of a long line is many writes, and those of other lines would come
 * between. A file that is not there yet is made for its owner alone.
 */
export function appendLine(file: string, line: string): void {
  const handle = openSync(file, 'a+', 0o600);
  try {
    appendFileSync(handle, endsWithinLine(handle) ? `\n${line}\n` : `${line}\n`);
  } finally {
    closeSync(handle);
  }
}

/** After a write that a full disk or a crash cut off, the next line must not become a part of the torn one. */
function endsWithinLine(handle: number): boolean {
  const { size } = fstatSync(handle);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
}
