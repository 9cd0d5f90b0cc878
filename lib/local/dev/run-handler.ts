import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { HandlerError } from '../../dispatch/handler-error.js';
import type { BatchOutcome } from '../../dispatch/outcome.js';
import { bootstrapped } from '../../loading/bootstrapped.js';
import { invoke } from '../../loading/invoke.js';
import type { StreamHandler } from '../../loading/lambda-handler.js';
import { settledCount } from '../../loading/settled-count.js';
import type { Fate } from './record-line.js';

/** What became of one record in one invocation. */
export interface RecordResult {
  readonly record: DynamoDBRecord;
  readonly fate: Fate;
  readonly handlers: readonly string[];
  /** What its handlers threw. */
  readonly failures: readonly Thrown[];
  /** What they threw and `onError` skipped. */
  readonly dropped: readonly Thrown[];
}

interface Thrown {
  readonly handler: string;
  readonly error: unknown;
}

/** Is told what became of the records, before the answer is given. Never where the handler did not tell. */
export type OnResults = (results: readonly RecordResult[]) => void;

/** A handler that answers as it would on its own, and tells what became of each record. */
export function observed(handler: StreamHandler, name: string, onResults: OnResults): StreamHandler {
  const onstream = bootstrapped(handler);
  if (onstream === undefined) return (event, context) => observeAny(handler, name, event, context, onResults);
  const reports = (onstream.manifest.eventSource.functionResponseTypes ?? []).length > 0;
  return async (event, context) => {
    const outcome = await onstream.dispatch(event, context);
    onResults(resultsOf(event.Records, outcome));
    const { checkpoint, failures } = outcome;
    if (reports) return { batchItemFailures: checkpoint === undefined ? [] : [{ itemIdentifier: checkpoint }] };
    if (checkpoint !== undefined) throw failures[0]?.errors[0] ?? new Error('Not every record was handled in time');
    return undefined;
  };
}

async function observeAny(
  handler: StreamHandler,
  name: string,
  event: DynamoDBStreamEvent,
  context: Context,
  onResults: OnResults,
): Promise<unknown> {
  // The handler may change its event.
  const records = [...event.Records];
  const response = await invoke(handler, event, context);
  const batch = records.map(({ dynamodb }) => ({ sequenceNumber: dynamodb?.SequenceNumber }));
  const settled = settledCount(batch, response);
  const fateAt = (position: number): Fate =>
    position < settled ? 'ok' : position === settled ? 'failed' : 'not handled';
  onResults(
    records.map((record, position) => ({
      record,
      fate: fateAt(position),
      handlers: [name],
      failures: [],
      dropped: [],
    })),
  );
  return response;
}

/** The results of a batch that failed as a whole: the handler threw, took too long, or answered what is no JSON. */
export function allFailed(records: readonly DynamoDBRecord[], name: string, error: unknown): RecordResult[] {
  return records.map((record, position) => ({
    record,
    fate: 'failed',
    handlers: [name],
    // What was thrown is about the batch, and shown once.
    failures: position === 0 ? [{ handler: name, error }] : [],
    dropped: [],
  }));
}

function resultsOf(
  records: readonly DynamoDBRecord[],
  { failures, dropped, results, checkpoint }: BatchOutcome,
): RecordResult[] {
  const end = records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === checkpoint);
  return records.map((record, position): RecordResult => {
    const failed = failures.find((failure) => failure.record.eventID === record.eventID)?.errors ?? [];
    const handled = results.filter(({ eventID }) => eventID === record.eventID).map(({ handler }) => handler);
    const skipped = dropped.filter((each) => each.record.eventID === record.eventID).map(({ error }) => error);
    const handlers = [...handled, ...[...failed, ...skipped].map(({ handler }) => handler.id)];
    const isPastEnd = checkpoint !== undefined && (end < 0 || position >= end);
    const unfinished = isPastEnd ? 'not handled' : 'unwanted';
    const done = skipped.length > 0 ? 'dropped' : handlers.length > 0 ? 'ok' : unfinished;
    return {
      record,
      fate: failed.length > 0 ? 'failed' : done,
      handlers,
      failures: failed.map(thrownOf),
      dropped: skipped.map(thrownOf),
    };
  });
}

function thrownOf(error: HandlerError): Thrown {
  return { handler: error.handler.id, error: error.cause ?? error };
}
