import { settledCount } from '../../loading/settled-count.js';
import { backoffMs } from '../backoff.js';
import type { Clock } from '../clock.js';
import type { SourceRecord } from '../source-record.js';
import type { Waits } from '../waits.js';
import { type Entry, eventTextOf } from './entry.js';
import { type AnyInvocationRecord, arrivalText, type DiscardCondition } from './invocation-record.js';
import type { MappingEventDetails } from './mapping-event.js';
import type { MappingSettings } from './settings.js';

/** What the batches of one shard share. */
export interface BatchRun {
  readonly shardId: string;
  readonly streamArn: string;
  readonly functionArn: string;
  readonly settings: MappingSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The waits between tries; waking them tries again at once. */
  readonly retries: Waits;
  readonly newId: () => string;
  /** Takes the event as JSON. */
  readonly invoke: (eventText: string, requestId: string) => unknown;
  /** Resolves once the failure destination has taken a batch that is given up. */
  readonly discard: (record: AnyInvocationRecord, eventText: string) => Promise<void>;
  readonly settle: (entries: readonly Entry[]) => void;
  readonly report: (details: MappingEventDetails<SourceRecord>) => void;
}

/** Lambda does not tell how long it waits between tries, only that the time grows. */
const BACKOFF = { firstMs: 200, maxMs: 60_000 };

/** A stream forgets its records after a day, so nothing is retried for longer. */
const RETENTION_MS = 24 * 60 * 60 * 1000;

/** A batch, or what is left of one. */
interface Portion {
  readonly entries: readonly Entry[];
  /** Retries that count against the maximum. Halving a batch uses up none, and the halves inherit what was used. */
  readonly retries: number;
  /** The invocations with these records, but those before a partial response that settled some of their batch. */
  readonly invocations: number;
  /** The last invocation that these records were part of. */
  readonly last?: Verdict;
}

/** How an invocation ended: whether it threw, and how many records it settled. */
interface Verdict {
  readonly requestId: string;
  readonly settled: number;
  readonly threw: boolean;
}

/** Invokes the function with a batch until every record of it is settled or given up; early where the run is over. */
export async function deliverBatch(entries: readonly Entry[], run: BatchRun): Promise<void> {
  const { settings, signal, settle } = run;
  const portions: Portion[] = [{ entries, retries: 0, invocations: 0 }];
  for (let portion = portions.shift(); portion && !signal.aborted; portion = portions.shift()) {
    const expired = countExpired(portion.entries, run);
    if (expired > 0) {
      await discard(keepFirst(portion, expired), 'RecordAgeExceeded', run);
      if (expired < portion.entries.length) portions.unshift(dropFirst(portion, expired));
      continue;
    }
    const last = await invoke(portion, run);
    const { settled } = last;
    const { length } = portion.entries;
    settle(portion.entries.slice(0, settled));
    if (settled === length) continue;
    if (settled > 0) {
      // A batch that got on: the rest of it is counted anew. The response says where to cut.
      const rest: Portion = { entries: portion.entries.slice(settled), retries: 0, invocations: 0, last };
      if (settings.bisects) run.report({ type: 'bisected', records: length, into: [settled, length - settled] });
      else await pause(rest, run);
      portions.unshift(rest);
      continue;
    }
    const tried: Portion = { ...portion, invocations: portion.invocations + 1, last };
    if (settings.bisects && length > 1) {
      const half = Math.ceil(length / 2);
      run.report({ type: 'bisected', records: length, into: [half, length - half] });
      portions.unshift(keepFirst(tried, half), dropFirst(tried, half));
    } else if (tried.retries + 1 > settings.maximumRetryAttempts) {
      await discard(tried, 'RetryAttemptsExhausted', run);
    } else {
      const retry = { ...tried, retries: tried.retries + 1 };
      await pause(retry, run);
      portions.unshift(retry);
    }
  }
}

async function invoke({ entries, invocations }: Portion, run: BatchRun): Promise<Verdict> {
  const { clock, report, settings } = run;
  const requestId = run.newId();
  const records = entries.length;
  const begun = clock.now();
  report({ type: 'invoked', requestId, records, attempt: invocations + 1 });
  try {
    const response = await run.invoke(eventTextOf(entries), requestId);
    const settled = settings.reportsItemFailures ? settledCount(entries, response) : records;
    const durationMs = clock.now() - begun;
    if (settled === records) report({ type: 'succeeded', requestId, records, durationMs });
    else report({ type: 'failed', requestId, records, durationMs, settled });
    return { requestId, settled, threw: false };
  } catch (error) {
    report({ type: 'failed', requestId, records, durationMs: clock.now() - begun, settled: 0, error });
    return { requestId, settled: 0, threw: true };
  }
}

async function pause({ entries, retries: retry }: Portion, run: BatchRun): Promise<void> {
  const inMs = backoffMs(Math.max(retry, 1), BACKOFF);
  run.report({ type: 'retrying', records: entries.length, retry, of: run.settings.maximumRetryAttempts, inMs });
  await run.retries.wait(inMs);
}

/** How many of the first records are too old to be sent: they arrived in order, so the oldest come first. */
function countExpired(entries: readonly Entry[], { settings, clock }: BatchRun): number {
  const now = clock.now();
  const firstYoung = entries.findIndex(
    (entry) => now <= Math.min(entry.arrivedAt + settings.maximumRecordAgeMs, lostAt(entry)),
  );
  return firstYoung < 0 ? entries.length : firstYoung;
}

/** When its stream forgets a record. One that was older when it was read is from no stream that does: it is as if new. */
function lostAt({ arrivedAt, readAt }: Entry): number {
  return (readAt > arrivedAt + RETENTION_MS ? readAt : arrivedAt) + RETENTION_MS;
}

async function discard(
  { entries, invocations, last }: Portion,
  condition: DiscardCondition,
  run: BatchRun,
): Promise<void> {
  const [first] = entries;
  const final = entries.at(-1);
  if (first === undefined || final === undefined) return;
  const batchInfo = {
    shardId: run.shardId,
    startSequenceNumber: first.sequenceNumber ?? '',
    endSequenceNumber: final.sequenceNumber ?? '',
    approximateArrivalOfFirstRecord: arrivalText(first.arrivedAt),
    approximateArrivalOfLastRecord: arrivalText(final.arrivedAt),
    batchSize: entries.length,
    streamArn: run.streamArn,
  };
  const invocationRecord: AnyInvocationRecord = {
    requestContext: {
      requestId: last?.requestId ?? run.newId(),
      functionArn: run.functionArn,
      condition,
      // AWS counts one also where there was none, since the records were too old when they were read.
      approximateInvokeCount: Math.max(invocations, 1),
    },
    ...(condition === 'RetryAttemptsExhausted' && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: last?.threw ? 'Unhandled' : null },
    }),
    version: '1.0',
    timestamp: new Date(run.clock.now()).toISOString(),
    ...(first.isFromKinesis ? { KinesisBatchInfo: batchInfo } : { DDBStreamBatchInfo: batchInfo }),
  };
  await run.discard(invocationRecord, eventTextOf(entries));
  run.report({ type: 'discarded', records: entries.length, invocationRecord });
  run.settle(entries);
}

function keepFirst(portion: Portion, count: number): Portion {
  return { ...portion, entries: portion.entries.slice(0, count) };
}

function dropFirst(portion: Portion, count: number): Portion {
  return { ...portion, entries: portion.entries.slice(count) };
}
