import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { appendLine } from '../../files/append-line.js';
import { waitForAppendLock } from '../../files/append-lock.js';
import { followLinks } from '../../files/follow-links.js';
import { type FailureDestination, handOver, textWithPayload } from './destination.js';
import { resolvePath } from './resolve-path.js';

/**
 * Keeps the batches that are given up in a file: a line of JSON each, the invocation record with the whole event as its
 * `payload`. The file and its folder are made when the first batch comes, for their owner alone, since they hold whole
 * items; what is there already stays, with the permissions that it has. `onstream redrive` may take lines out at the same
 * time: the file is locked for each write.
 *
 * @example
 * ```ts
 * new EventSourceMapping({ source, invoke: (event) => handler(event), onFailure: toFile('.onstream/failed.jsonl') });
 * ```
 *
 * @throws ConfigurationError where the path is none
 */
export function toFile(path: string): FailureDestination {
  const file = resolvePath(path, 'toFile', 'the path of a file');
  return (record, payload) => handOver(record, file, () => append(file, textWithPayload(record, payload)));
}

async function append(file: string, line: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const target = followLinks(file);
  const lock = await waitForAppendLock(target);
  try {
    appendLine(target, line);
  } finally {
    lock?.release();
  }
}
