import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { checkKeys } from '../../errors.js';
import { type FailureDestination, handOver, textWithPayload } from './destination.js';
import { checkMappingId, type ObjectKeyOptions, objectKey } from './object-key.js';
import { resolvePath } from './resolve-path.js';

export interface ToFolderOptions extends ObjectKeyOptions {}

/**
 * Keeps the batches that are given up as an S3 destination does, but in a folder: a file for each, with the invocation
 * record and the whole event as its `payload`, at
 * `aws/lambda/<mapping id>/<shard id>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`. Times are UTC. Files and
 * folders are made for their owner alone, since they hold whole items.
 *
 * @example
 * ```ts
 * new EventSourceMapping({ source, invoke: (event) => handler(event), onFailure: toFolder('.onstream/failed') });
 * ```
 *
 * @throws ConfigurationError where the path or an option is none
 */
export function toFolder(path: string, options: ToFolderOptions = {}): FailureDestination {
  const folder = resolvePath(path, 'toFolder', 'the path of a folder');
  checkKeys(options, ['mappingId'], 'toFolder');
  checkMappingId(options.mappingId, 'toFolder');
  return (record, payload) => {
    const file = join(folder, objectKey(record, options.mappingId));
    return handOver(record, file, () => writeWhole(file, textWithPayload(record, payload)));
  };
}

/** As objects in S3 do, the file appears when all of it is there, and not at all where the write fails. */
async function writeWhole(file: string, text: string): Promise<void> {
  const part = join(dirname(file), `.${basename(file)}.part`);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(part, text, { flag: 'wx', mode: 0o600 });
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}
