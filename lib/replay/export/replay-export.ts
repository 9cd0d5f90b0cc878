import { counted } from '../../counted.js';
import { ConfigurationError, InvalidEventError } from '../../errors.js';
import { replayRecord, replayStreamArn } from '../records/replay-record.js';
import { selectTarget } from '../target/select-handlers.js';
import type { ReplayTarget } from '../target/target.js';
import { type DataLine, readLines } from './lines.js';
import type { DataFile } from './manifest.js';
import type { ExportPlan, PlannedExport } from './plan-export.js';
import { type ExportedChange, readChange } from './read-change.js';
import { verifyChecksum } from './verify-checksum.js';

export interface ReplayExportOptions {
  /** Names the run in the event ids of its records; the same for a run that is resumed. */
  readonly run: string;
  /** Records in an event. @default 100 */
  readonly batchSize?: number | undefined;
  /** Ends the run after the batch that is being delivered. */
  readonly signal?: AbortSignal | undefined;
  /** Where an earlier run ended. */
  readonly resumeAt?: ExportProgress | undefined;
  /** Is told, and waited for, at the beginning and after each batch: from there a run can be resumed. */
  readonly onProgress?: ((progress: ExportProgress) => void | Promise<void>) | undefined;
  /** Is told of each line that did not end up handled. */
  readonly onFailure?: ((failure: ExportFailure) => void) | undefined;
}

/** How far a run has got: the next line to read, and what became of those before it. Plain data, to be kept as JSON. */
export interface ExportProgress {
  /** By their positions in the plan, from 0 on. */
  readonly export: number;
  readonly file: number;
  /** Lines of that file that are done with. */
  readonly line: number;
  readonly handled: number;
  /** Records that the handlers failed, or did not get since an earlier record of the same item failed. */
  readonly failed: number;
  /** Lines that hold no change. */
  readonly unreadable: number;
}

/** A line that did not end up handled. */
export interface ExportFailure {
  /** The file and the line: `…/data/abc.json.gz:17`. */
  readonly where: string;
  readonly eventID: string | undefined;
  readonly reason: string;
}

/** What became of every item that the manifests name: the four counts add up to `items`, unless `problem` says otherwise. */
export interface ExportSummary {
  readonly items: number;
  readonly handled: number;
  readonly failed: number;
  readonly unreadable: number;
  readonly notRead: number;
  /** Files that were read to their end, of all. */
  readonly files: { readonly done: number; readonly of: number };
  /** Why the run ended before everything was read; `undefined` where it did not. */
  readonly problem: string | undefined;
}

const START: ExportProgress = { export: 0, file: 0, line: 0, handled: 0, failed: 0, unreadable: 0 };

/** A run that was told to end. */
const INTERRUPTED = 'interrupted';

/**
 * Replays exports: verifies each file, then reads its lines and delivers them in batches, one batch after the other. What
 * a handler fails, and what cannot be read, is counted, and the run goes on; a file that is not what its manifest says
 * ends the run, before anything of it is delivered where its checksum is wrong; so does a target that takes nothing.
 * Without a target everything is read and verified, and counts as handled.
 *
 * @example
 * ```ts
 * const plan = await planExport({ from: 's3://exports/orders', region: 'eu-west-1' });
 * const summary = await replayExport(plan, await localTarget('src/orders.ts'), { run: randomUUID() });
 * ```
 */
export async function replayExport(
  plan: ExportPlan,
  to: ReplayTarget | undefined,
  options: ReplayExportOptions,
): Promise<ExportSummary> {
  const target = to && plan.handlers ? selectTarget(to, plan.handlers) : to;
  let progress = options.resumeAt ?? START;
  let done = 0;
  let problem: string | undefined;
  const advance = async (next: ExportProgress) => {
    progress = next;
    await options.onProgress?.(progress);
  };
  try {
    // A checkpoint that cannot be written is better known before anything is delivered.
    await advance(progress);
    for (const [index, one] of plan.exports.entries()) {
      for (const [position, file] of one.files.entries()) {
        const isPast = index < progress.export || (index === progress.export && position < progress.file);
        if (!isPast) {
          const here = { ...progress, export: index, file: position };
          const line = index === progress.export && position === progress.file ? progress.line : 0;
          await replayFile(plan, one, file, target, { ...options, at: { ...here, line }, advance });
          await advance({ ...progress, export: index, file: position + 1, line: 0 });
        }
        done++;
      }
    }
  } catch (error) {
    if (!(error instanceof FileProblem || error instanceof ConfigurationError)) throw error;
    problem = error.message;
  }
  const { handled, failed, unreadable } = progress;
  return {
    items: plan.items,
    handled,
    failed,
    unreadable,
    notRead: Math.max(plan.items - handled - failed - unreadable, 0),
    files: { done, of: plan.exports.reduce((sum, { files }) => sum + files.length, 0) },
    problem,
  };
}

/** What ends a run, and is part of what it tells. */
class FileProblem extends Error {}

interface FileRun extends ReplayExportOptions {
  readonly at: ExportProgress;
  readonly advance: (progress: ExportProgress) => Promise<void>;
}

async function replayFile(
  plan: ExportPlan,
  one: PlannedExport,
  file: DataFile,
  target: ReplayTarget | undefined,
  run: FileRun,
): Promise<void> {
  const { signal } = run;
  checkGoesOn(signal);
  const where = plan.store.locate(file.name);
  const local = await unlessInterrupted(signal, () => plan.store.fetch(file.name, signal));
  try {
    if (file.md5Checksum !== undefined) {
      const { md5Checksum } = file;
      await unlessInterrupted(signal, () => verifyChecksum(local.path, md5Checksum, where, signal));
    }
    const lines = await deliverLines(local.path, where, one, target, run);
    if (lines !== file.itemCount)
      throw new FileProblem(
        `${where}: found ${counted(lines, 'item')}, expected ${file.itemCount} as manifest-files.json says: all that were found ` +
          'are told of above',
      );
  } finally {
    await local.done();
  }
}

/** Delivers the lines of a file from `run.at` on; gives how many lines the file has. */
async function deliverLines(
  path: string,
  where: string,
  one: PlannedExport,
  target: ReplayTarget | undefined,
  { at, advance, batchSize = 100, signal, run, onFailure }: FileRun,
): Promise<number> {
  const stream = {
    run,
    streamArn: replayStreamArn(one.tableArn),
    viewType: one.newImagesOnly ? ('NEW_IMAGE' as const) : ('NEW_AND_OLD_IMAGES' as const),
  };
  const format = { export: one, keys: one.keys, newImagesAs: one.newImagesAs };
  let { handled, failed, unreadable } = at;
  let line = 0;
  let batch: Entry[] = [];

  const read = (text: DataLine) => readable(line, () => ({ change: readChange(checkLength(text), format) }));

  async function deliver(): Promise<void> {
    const entries = inOrderOfWrites(batch).map((entry, index) => {
      if ('reason' in entry) return entry;
      const change = { ...entry.change, position: handled + failed + index };
      return readable(entry.line, () => ({ record: replayRecord(change, stream) }));
    });
    const records = entries.flatMap((entry) => ('record' in entry ? entry.record : []));
    const result =
      target && records.length > 0
        ? await asProblem(() => target.deliver(records))
        : { handled: records.length, failures: [] };
    const reasons = new Map(result.failures.map(({ eventID, reason }) => [eventID, reason]));
    for (const entry of entries) {
      const eventID = 'record' in entry ? entry.record.eventID : undefined;
      const reason = 'record' in entry ? reasons.get(eventID) : entry.reason;
      if (reason !== undefined) onFailure?.({ where: `${where}:${entry.line}`, eventID, reason });
    }
    handled += result.handled;
    failed += result.failures.length;
    unreadable += batch.length - records.length;
    batch = [];
    await advance({ ...at, line, handled, failed, unreadable });
  }

  try {
    for await (const lines of readLines(path, where)) {
      // Before each line: what is read and not delivered yet is read again by the run that resumes this one.
      for (const text of lines) {
        checkGoesOn(signal);
        line++;
        if (line <= at.line) continue;
        batch.push(read(text));
        if (batch.length === batchSize) await deliver();
      }
    }
    checkGoesOn(signal);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    // The lines before the fault are delivered, as those of earlier batches were.
    await deliver();
    throw new FileProblem(error.message);
  }
  await deliver();
  return line;
}

/** A line of the batch that is being filled: its change, or why there is none. */
type Entry = ReturnType<typeof readable<{ readonly change: ExportedChange }>>;

function readable<T extends object>(line: number, read: () => T) {
  try {
    return { line, ...read() };
  } catch (error) {
    // Whatever is wrong with a line, it is a line's fault, and the others are read.
    return { line, reason: error instanceof InvalidEventError ? error.message : `cannot be read: ${nameOf(error)}` };
  }
}

/** Without its message, which may quote the item. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function checkLength(line: DataLine): string {
  if (line === undefined) throw new InvalidEventError('found a line that is far too long, expected one item a line');
  return line;
}

/** As the records of Lambda's events are. AWS writes one line for each item; what others made of it may have several. */
function inOrderOfWrites(batch: readonly Entry[]): Entry[] {
  const timeOf = (entry: Entry) => ('change' in entry ? entry.change.writtenAtMicros : Number.MAX_SAFE_INTEGER);
  return [...batch].sort((a, b) => timeOf(a) - timeOf(b));
}

function checkGoesOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new FileProblem(INTERRUPTED);
}

/** What fails since it was interrupted is no other problem. */
async function unlessInterrupted<T>(signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
  try {
    return await asProblem(call);
  } catch (error) {
    checkGoesOn(signal);
    throw error;
  }
}

/** What is wrong with a file is part of what the run tells. */
async function asProblem<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof ConfigurationError ? new FileProblem(error.message) : error;
  }
}
