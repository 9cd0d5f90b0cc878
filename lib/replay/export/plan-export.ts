import { counted } from '../../counted.js';
import { ConfigurationError } from '../../errors.js';
import { type BucketOptions, bucketStore } from './bucket-store.js';
import { folderStore } from './folder-store.js';
import { readManifests, SUMMARY, type TableExport } from './manifest.js';
import { baseOf, type ExportStore } from './store.js';
import { keysOfTable } from './table-keys.js';

export interface PlanExportOptions extends BucketOptions {
  /**
   * The folder of an export, or one that holds several, or `s3://bucket/prefix`. The layout below it is that which
   * DynamoDB wrote.
   */
  readonly from: string;
  /** The attributes of the table's key, which full exports do not tell. @default the table is asked */
  readonly keys?: readonly string[] | undefined;
  /** The handlers that run, by their ids, such as `OrderTotals.add`, or by their class alone. @default all of them */
  readonly handlers?: readonly string[] | undefined;
  /** What a new image is told as where an incremental export left out the old ones. @default 'INSERT' */
  readonly newImagesAs?: 'INSERT' | 'MODIFY' | undefined;
  /** Ends the reading of the manifests: the promise rejects. */
  readonly signal?: AbortSignal | undefined;
}

/** The exports that are to be replayed, one after the other. */
export interface ExportPlan {
  readonly from: string;
  readonly exports: readonly PlannedExport[];
  /** The handlers that run, as they were named; absent where all of them do. */
  readonly handlers?: readonly string[] | undefined;
  /** How many items the exports hold by their manifests. */
  readonly items: number;
  /** What is to be known before the run: what the exports do not tell. */
  readonly notes: readonly string[];
  readonly store: ExportStore;
}

export interface PlannedExport extends TableExport {
  readonly keys: readonly string[];
  readonly newImagesAs: 'INSERT' | 'MODIFY';
}

/**
 * Reads the manifests of exports, and puts the exports in order: by the beginning of their windows. As an export has one
 * line for each item, the changes of an item are then in the order of their writes.
 *
 * @throws ConfigurationError where there is no export, its manifests cannot be right, a data file is missing, or the key
 * of a table cannot be found out
 */
export async function planExport(options: PlanExportOptions): Promise<ExportPlan> {
  const { from, newImagesAs = 'INSERT', signal } = options;
  const store = from.startsWith('s3:') ? await bucketStore(from, options) : await folderStore(from);
  const exports = await readExports(store, from, signal);
  const keysByTable = new Map<string, readonly string[]>();
  const planned: PlannedExport[] = [];
  for (const one of exports) {
    const keys = one.type === 'incremental' ? [] : (keysByTable.get(one.tableArn) ?? (await keysOf(one, options)));
    if (keys.length > 0) keysByTable.set(one.tableArn, keys);
    planned.push({ ...one, keys, newImagesAs });
  }
  const items = planned.reduce((sum, { itemCount }) => sum + itemCount, 0);
  return { from, exports: planned, handlers: options.handlers, items, notes: notesOn(planned), store };
}

async function keysOf({ tableArn }: TableExport, options: PlanExportOptions): Promise<readonly string[]> {
  return options.keys ?? keysOfTable(tableArn, options);
}

async function readExports(store: ExportStore, from: string, signal: AbortSignal | undefined): Promise<TableExport[]> {
  const names = await store.list(store.root, signal);
  const summaries = [...names].filter((name) => baseOf(name) === SUMMARY).sort();
  if (summaries.length === 0) {
    const isUnfinished = [...names].some((name) => baseOf(name) === '_started');
    throw new ConfigurationError(
      isUnfinished
        ? `${from}: found an export without ${SUMMARY}, which DynamoDB writes last: it has not completed, or has failed`
        : `${from}: found no ${SUMMARY} in it or below, expected a DynamoDB export to S3 as DynamoDB laid it out`,
    );
  }
  const exports: TableExport[] = [];
  for (const name of summaries) {
    signal?.throwIfAborted();
    exports.push(await readManifests(store, name, names, signal));
  }
  // A full export is the table at the first moment of the window that begins then.
  return exports.sort((a, b) => a.from - b.from || a.to - b.to);
}

function notesOn(exports: readonly PlannedExport[]): string[] {
  const notes: string[] = [];
  const newOnly = exports.filter(({ newImagesOnly }) => newImagesOnly);
  const [first] = newOnly;
  if (first)
    notes.push(
      `${newOnly.length === exports.length ? 'The export holds' : `${newOnly.length} of the exports hold`} new images only, ` +
        `which does not tell new items from changed ones: both are told as ${first.newImagesAs}.`,
    );
  for (const [index, one] of exports.entries()) {
    const earlier = exports.slice(0, index).find(({ tableArn, type, to }) => {
      return tableArn === one.tableArn && (type === 'full' ? one.type === 'full' : to > one.from);
    });
    if (earlier)
      notes.push(
        `${one.exportArn} and ${earlier.exportArn} are of the same time or overlap: what is in both is told twice.`,
      );
  }
  const unchecked = exports.flatMap(({ files }) => files).filter(({ md5Checksum }) => md5Checksum === undefined);
  if (unchecked.length > 0)
    notes.push(`${counted(unchecked.length, 'file')} without a checksum in a manifest cannot be verified.`);
  return notes;
}
