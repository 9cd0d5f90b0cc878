import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FailureDestination, handOver, textWithPayload } from './destination.js';
import { resolvePath } from './resolve-path.js';

const NEWLINE = 0x0a;

/**
 * Keeps the batches that are given up in a file: a line of JSON each, the invocation record with the whole event as its
 * `payload`. The file and its folder are made when the first batch comes; what is there already stays.
 *
 * @example
 * new EventSourceMapping({ source, invoke: handler, onFailure: toFile('.onstream/failed.jsonl') });
 *
 * @throws ConfigurationError where the path is none
 */
export function toFile(path: string): FailureDestination {
  const file = resolvePath(path, 'toFile', 'the path of a file');
  return (record, payload) => handOver(record, file, async () => appendLine(file, textWithPayload(record, payload)));
}

/** In one go: the asynchronous write of a big batch is many writes, and those of other batches would come between. */
function appendLine(file: string, line: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const handle = openSync(file, 'a+');
  try {
    appendFileSync(handle, endsWithinLine(handle) ? `\n${line}\n` : `${line}\n`);
  } finally {
    closeSync(handle);
  }
}

/** After a write that a full disk cut off, the next batch must not become a part of the torn line. */
function endsWithinLine(handle: number): boolean {
  const { size } = fstatSync(handle);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
}
