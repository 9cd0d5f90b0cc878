import { counted } from '../../counted.js';
import { ConfigurationError, checkKeys, unexpected } from '../../errors.js';
import { tellAwsError } from '../../loading/aws-error.js';
import { inOneLine } from '../../loading/in-one-line.js';
import { selectTarget } from '../target/select-handlers.js';
import type { DeliveredRecord, DeliveryFailure, DeliveryResult, ReplayTarget } from '../target/target.js';
import { openBucket } from './bucket.js';
import { describeRange, type FailedBatch, readFailedBatch, type ShardRange } from './failed-batch.js';
import { type FailureEntry, type FailureSource, UnreadableEntryError } from './failure-source.js';
import { openFolder } from './folder.js';
import { withNewId } from './new-id.js';
import { openQueue } from './queue.js';
import { ExpiredRangeError } from './read-range.js';
import { type ReadBatch, shardReader } from './shard-reader.js';

/** What there is to run again. */
export interface RedrivePlan {
  /** The queue, bucket, folder or file. */
  readonly from: string;
  /** How many messages, objects, files or lines there are. */
  readonly batches: number;
  /** What becomes of each that succeeds: `deleted` or `moved to done/`, or why it is kept. */
  readonly settled: string;
  /** The ids of the handlers that run, where they are not all of them. */
  readonly handlers?: readonly string[];
}

/**
 * What became of one message, object, file or line:
 * - `handled`: all its records; it is deleted or moved, or kept where only some of the handlers were selected.
 * - `failed`: at least one record was not handled, or could not be had; it stays.
 * - `expired`: its records are gone from the stream, so that it cannot be redriven any more; it stays, unless
 *   `deleteExpired` says otherwise.
 * - `refused`: it is no failed batch, and left alone.
 * - `readable`: in a dry run: its records are there.
 */
export type RedriveStatus = 'handled' | 'failed' | 'expired' | 'refused' | 'readable';

export interface RedriveOutcome {
  readonly status: RedriveStatus;
  /** The message's id, the object's URL, the file's path, or the line's. */
  readonly name: string;
  /** Such as `records 100 to 120 of shardId-00000001-abcd (Orders)`; absent for what is no failed batch. */
  readonly batch?: string;
  /** How many records it has; 0 where they could not be had. */
  readonly records: number;
  /** How many of them were handled. */
  readonly handled: number;
  readonly failures: readonly DeliveryFailure[];
  /** Why it was not handled. */
  readonly reason?: string;
  /** What else is to be known of it. */
  readonly note?: string;
  /** It was handled and stays, since only some of its handlers ran. */
  readonly isKept?: true;
}

/** The batches add up to those of the plan. */
export interface RedriveSummary {
  readonly batches: number;
  readonly handled: number;
  readonly failed: number;
  readonly expired: number;
  readonly refused: number;
  /** In a dry run. */
  readonly readable: number;
  /** Not begun: it was interrupted, or ended by an error. */
  readonly left: number;
  /** How many records were handled, those of failed batches included. */
  readonly records: number;
}

export interface RedriveOptions {
  /** The URL of a queue of SQS that is a failure destination. Its batches are read again from their shards. */
  readonly queue?: string | undefined;
  /** `s3://bucket/prefix`, a folder, or a `.jsonl` file, which hold the events of failed batches as `payload`. */
  readonly bucket?: string | undefined;
  /** Who handles the records. Not closed here. */
  readonly target: Pick<ReplayTarget, 'deliver' | 'select'>;
  /**
   * The handlers that run, by their ids, such as `OrderTotals.add`, or by their class alone. A batch in which they succeed
   * is kept, since the others have not run, unless `deleteHandled` says otherwise.
   *
   * @default all of them
   */
  readonly handlers?: readonly string[] | undefined;
  /**
   * Takes out, as without `handlers`, the batches in which the selected handlers succeeded. What the others should have
   * done with them is not done by a later redrive.
   *
   * @default false
   */
  readonly deleteHandled?: boolean | undefined;
  /** @default that of the queue's URL and the streams' ARNs, else the environment's */
  readonly region?: string | undefined;
  /** Where DynamoDB Streams, Kinesis and S3 answer, for a stand-in of AWS. A queue is asked at its URL. */
  readonly endpoint?: string | undefined;
  /** Looks whether the records are there, delivers none, and changes nothing. @default false */
  readonly dryRun?: boolean | undefined;
  /** Takes out what has expired too, once it is told. @default false */
  readonly deleteExpired?: boolean | undefined;
  /**
   * Keeps the records' first event ids: of the handlers which are `idempotent`, only those run that were not done with a
   * record. By default each record has an id of its own, `replay-` and the first one: handlers that were done with it run
   * again, but only once, however often it is redriven.
   *
   * @default false
   */
  readonly originalId?: boolean | undefined;
  /** Asked once it is known what there is; nothing is begun where it gives `false`. */
  readonly confirm?: ((plan: RedrivePlan) => boolean | Promise<boolean>) | undefined;
  /** Is told what became of each batch, at once. */
  readonly onOutcome?: ((outcome: RedriveOutcome) => void) | undefined;
  /** Ends the run after the batch in flight. */
  readonly signal?: AbortSignal | undefined;
}

const OPTIONS: Readonly<Record<keyof RedriveOptions, true>> = {
  queue: true,
  bucket: true,
  target: true,
  handlers: true,
  deleteHandled: true,
  region: true,
  endpoint: true,
  dryRun: true,
  deleteExpired: true,
  originalId: true,
  confirm: true,
  onOutcome: true,
  signal: true,
};

/**
 * Runs the batches again that Lambda gave up and left in a failure destination: in the order of their shards, one at a
 * time. What succeeded as a whole is taken out, what fails again stays. A batch without its records, as a queue holds
 * them, is read again from its shard, exactly from its first to its last record, while they are there: 24 hours in DynamoDB Streams. For a
 * stream of Kinesis that needs the package `@aws-sdk/client-kinesis`.
 *
 * @example
 * ```ts
 * const target = await localTarget('orders.ts');
 * const { failed, expired } = await redrive({ queue: queueUrl, target });
 * ```
 *
 * @throws ConfigurationError where an option is none, or what is asked of AWS cannot be had: no such queue, no credentials
 */
export async function redrive(options: RedriveOptions): Promise<RedriveSummary> {
  checkKeys(options, Object.keys(OPTIONS), 'redrive');
  const { signal = new AbortController().signal, confirm = () => true } = options;
  const selected = options.handlers && selectTarget(options.target, options.handlers);
  const keepsHandled = selected !== undefined && selected.omitted.length > 0 && !options.deleteHandled;
  const source = await openSource(options);
  const reader = shardReader(options);
  try {
    const entries = await source.list(signal);
    const goesOn = await confirm({
      from: source.where,
      batches: entries.length,
      settled: keepsHandled ? 'kept, since other handlers have not run' : source.settled,
      ...(selected && { handlers: selected.handlers }),
    });
    const target = selected ?? options.target;
    const redrive = { ...options, target, keepsHandled, source, readBatch: reader.read };
    return await run(goesOn ? entries : [], entries.length, redrive, signal);
  } finally {
    reader.close();
    await source.close();
  }
}

function openSource({
  queue,
  bucket,
  region,
  endpoint,
  dryRun,
}: RedriveOptions): Promise<FailureSource> | FailureSource {
  if ((queue === undefined) === (bucket === undefined))
    throw new ConfigurationError(
      `redrive: found ${queue === undefined ? 'neither queue nor bucket' : 'queue and bucket'}, expected one of them`,
    );
  if (queue !== undefined) {
    if (!/^https?:\/\/./.test(queue))
      throw unexpected('redrive', queue, "the queue's URL, such as https://sqs.eu-west-1.amazonaws.com/123456789012/q");
    return openQueue(queue, { region });
  }
  const path = bucket ?? '';
  return path.startsWith('s3:')
    ? openBucket(path, { region, endpoint, isDryRun: dryRun })
    : openFolder(path, { isDryRun: dryRun });
}

interface Redrive extends RedriveOptions {
  /** A batch stays although its handlers succeeded, since others have not run. */
  readonly keepsHandled: boolean;
  readonly source: FailureSource;
  readonly readBatch: ReadBatch;
}

async function run(
  entries: readonly FailureEntry[],
  batches: number,
  redrive: Redrive,
  signal: AbortSignal,
): Promise<RedriveSummary> {
  const counts = { handled: 0, failed: 0, expired: 0, refused: 0, readable: 0 };
  let records = 0;
  for (const entry of entries) {
    if (signal.aborted) break;
    const { outcome, isOver } = await redriveOne(entry, redrive).then(
      (outcome) => ({ outcome, isOver: false }),
      (error: unknown) => ({ outcome: failedBy(error, entry), isOver: endsRun(error) }),
    );
    counts[outcome.status]++;
    records += outcome.handled;
    redrive.onOutcome?.(outcome);
    if (isOver) break;
  }
  const settled = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { batches, ...counts, left: batches - settled, records };
}

/** What one batch cannot have, the next would not have either: no such function, no permission, no room. */
function endsRun(error: unknown): boolean {
  if (error instanceof ConfigurationError || error instanceof UnsettledError) return true;
  return error instanceof Error && 'code' in error && /^E(?!RR_)/.test(String(error.code));
}

function failedBy(error: unknown, { name }: FailureEntry): RedriveOutcome {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof UnsettledError) return { ...error.outcome, status: 'failed', reason };
  return { status: 'failed', name, records: 0, handled: 0, failures: [], reason };
}

/** A batch has been run, but what became of it could not be done with it, or noted. */
class UnsettledError extends Error {
  readonly outcome: RedriveOutcome;

  constructor(outcome: RedriveOutcome, what: string, cause: unknown) {
    super(`${what}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    this.outcome = outcome;
  }
}

async function redriveOne(entry: FailureEntry, { readBatch, source, ...options }: Redrive): Promise<RedriveOutcome> {
  const { name } = entry;
  const nothing = { name, records: 0, handled: 0, failures: [] };
  const read = await readEntry(entry);
  if ('unreadable' in read) return { status: 'failed', ...nothing, reason: `cannot be read: ${read.unreadable}` };
  const text = readFailedBatch(read.text, source);
  if ('problem' in text) return { status: 'refused', ...nothing, reason: text.problem };
  const batch = describeRange(text.batch.range);
  const found = await recordsOf(text.batch, readBatch, options.endpoint);
  if ('reason' in found) {
    const { status, reason } = found;
    const { dryRun = false, deleteExpired = false } = options;
    if (!dryRun) await putAside(entry, status, reason, deleteExpired);
    if (status === 'failed') return { status, ...nothing, batch, reason };
    return { status, ...nothing, batch, reason, note: !dryRun && deleteExpired ? TAKEN_OUT : NOT_REDRIVABLE };
  }
  const { records } = found;
  const note = noteOn(text.batch, records.length);
  const what = { name, batch, records: records.length, ...(note !== undefined && { note }) };
  if (options.dryRun) return { status: 'readable', ...what, handled: 0, failures: [] };

  const { handled, failures } = await deliver(records, options);
  if (failures.length === 0) {
    const outcome = { status: 'handled', ...what, handled, failures } as const;
    if (options.keepsHandled) return { ...outcome, isKept: true };
    await entry.done().catch((error: unknown) => {
      throw new UnsettledError(outcome, 'handled, but it is still there', error);
    });
    return outcome;
  }
  const reason = `${failures.length} of ${records.length} records failed`;
  const outcome = { status: 'failed', ...what, handled, failures, reason } as const;
  await entry.failed({ failedAt: new Date().toISOString(), reason, failures }).catch((error: unknown) => {
    throw new UnsettledError(outcome, `${reason}, which cannot be noted`, error);
  });
  return outcome;
}

/** A batch that is malformed so badly that its target cannot even take it has failed, and the run goes on. */
async function deliver(
  records: readonly DeliveredRecord[],
  { target, originalId = false }: Pick<RedriveOptions, 'target' | 'originalId'>,
): Promise<DeliveryResult> {
  try {
    return await target.deliver(originalId ? records : records.map(withNewId));
  } catch (error) {
    if (endsRun(error)) throw error;
    const reason = inOneLine(error);
    return { handled: 0, failures: records.map(({ eventID }) => ({ eventID, reason })) };
  }
}

async function readEntry(entry: FailureEntry): Promise<{ readonly text: string } | { readonly unreadable: string }> {
  try {
    return { text: await entry.read() };
  } catch (error) {
    if (error instanceof UnreadableEntryError) return { unreadable: error.message };
    throw error;
  }
}

type Found =
  | { readonly records: readonly DeliveredRecord[] }
  | { readonly status: 'failed' | 'expired'; readonly reason: string };

async function recordsOf(batch: FailedBatch, readBatch: ReadBatch, endpoint: string | undefined): Promise<Found> {
  const { range, payload } = batch;
  if (payload !== undefined) return { records: payload };
  try {
    return { records: await readBatch(range) };
  } catch (error) {
    if (isExpired(error, batch)) return { status: 'expired', reason: expiryOf(error, batch, endpoint) };
    return { status: 'failed', reason: `cannot be read again: ${told(error, range, endpoint)}` };
  }
}

/** DynamoDB Streams keeps records for so long. Kinesis keeps them for as long as its stream says. */
const KEPT_MS = 24 * 60 * 60 * 1000;

const NOT_REDRIVABLE =
  'It cannot be redriven any more. --delete-expired takes it out; "onstream replay run" hands over the items of its table as they are now.';
const TAKEN_OUT = 'It could not be redriven any more, and was taken out.';

/**
 * Whether a batch cannot be had any more, however often it is tried. A stream that is not found says so of old batches
 * alone: of a young one the region or the endpoint is more likely to be another one, and its message must not be deleted.
 */
function isExpired(error: unknown, { range, writtenAt }: FailedBatch): boolean {
  const isOld = writtenAt === undefined ? undefined : Date.now() - writtenAt > KEPT_MS;
  if (error instanceof ExpiredRangeError) return !(error.isStreamMissing && isOld === false);
  return range.service === 'dynamodb' && isOld === true && error instanceof Error && /^AccessDenied/.test(error.name);
}

function expiryOf(error: unknown, { range }: FailedBatch, endpoint: string | undefined): string {
  if (error instanceof ExpiredRangeError) return error.message;
  return `${describeRange(range)}: gone, since its stream keeps records for 24 hours (${told(error, range, endpoint)})`;
}

function told(error: unknown, { streamArn, service }: ShardRange, endpoint: string | undefined): string {
  if (error instanceof ExpiredRangeError)
    return `${error.message}; it is less than a day old, so that the stream was deleted, or region or endpoint are not its own`;
  const permissions = `${service}:GetShardIterator and ${service}:GetRecords`;
  const sentence = tellAwsError(error, { notFound: `There is no ${streamArn}`, permissions, endpoint });
  return sentence instanceof Error ? sentence.message : String(sentence);
}

async function putAside(
  entry: FailureEntry,
  status: 'failed' | 'expired',
  reason: string,
  deleteExpired: boolean,
): Promise<void> {
  if (status === 'expired' && deleteExpired) await entry.done();
  else await entry.failed({ failedAt: new Date().toISOString(), reason, failures: [] });
}

/** A range tells where a batch began and ended, and not which of the records between them were in it. */
function noteOn({ range, payload }: FailedBatch, found: number): string | undefined {
  const { batchSize = found } = range;
  if (payload !== undefined || found <= batchSize) return undefined;
  return (
    `${counted(found, 'record')} between the first and the last of a batch of ${batchSize}: a filter had left out the others, or ` +
    'they were in another batch at the same time, and are handled again'
  );
}
