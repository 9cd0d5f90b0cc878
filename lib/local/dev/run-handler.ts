import type { DynamoDBRecord } from 'aws-lambda';
import type { HandlerError } from '../../dispatch/handler-error.js';
import type { BatchOutcome } from '../../dispatch/outcome.js';
import type { LoadedHandler } from '../../loading/handler-module.js';
import { invoke } from '../../loading/invoke.js';
import type { StreamHandler } from '../../loading/lambda-handler.js';
import { type ObservedCall, observeCall } from '../../loading/observe-bootstraps.js';
import type { RunningCall, RunningCalls } from '../../loading/running-calls.js';
import { settledCount } from '../../loading/settled-count.js';
import { HIDES_FAILURES, wrappedOutcome } from '../../loading/wrapped-outcome.js';
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
export function observed(loaded: LoadedHandler, calls: RunningCalls, onResults: OnResults): StreamHandler {
  const { handler, onstream } = loaded;
  if (onstream === undefined || onstream !== handler) return observedWrapper(loaded, calls, onResults);
  const reports = (onstream.manifest.eventSource.functionResponseTypes ?? []).length > 0;
  return async (event, context) => {
    const outcome = calls.completed(await onstream.dispatch(event, context, { observer: calls }));
    onResults(resultsOf(event.Records, outcome));
    const { checkpoint, failures } = outcome;
    if (reports) return { batchItemFailures: checkpoint === undefined ? [] : [{ itemIdentifier: checkpoint }] };
    if (checkpoint !== undefined) throw failures[0]?.errors[0] ?? new Error('Not every record was handled in time');
    return undefined;
  };
}

/** A function that `bootstrap` did not make: its handlers are observed while they run inside of it, if it has some. */
function observedWrapper(
  { handler, name, candidates }: LoadedHandler,
  calls: RunningCalls,
  onResults: OnResults,
): StreamHandler {
  return async (event, context) => {
    // The handler may change its event.
    const records = [...event.Records];
    const call = await observeCall(() => invoke(handler, event, context), { observer: calls });
    const { answer, runs } = call;
    if (runs.length > 0 || candidates.length > 0) onResults(wrappedResults(records, name, call));
    else if (answer.status === 'fulfilled') onResults(reportedResults(records, name, answer.value));
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  };
}

/** What became of the records in the handlers, and what the wrapper made of it. */
function wrappedResults(records: readonly DynamoDBRecord[], name: string, call: ObservedCall): RecordResult[] {
  const { outcome, refused, hidesFailures } = wrappedOutcome({ Records: records }, call);
  const results = outcome ? resultsOf(records, outcome) : allFailed(records, name, undefined, []);
  if (refused) {
    const error = refused.error ?? new Error(refused.reason);
    return results.map((result, position) => {
      if (position < refused.from) return result;
      const own = outcome ? result.failures : [];
      // What the wrapper did is about the batch, and shown once.
      const failures = position === refused.from ? [...own, { handler: name, error }] : own;
      return { ...result, fate: 'failed', failures };
    });
  }
  const first = results.findIndex(({ fate }) => fate === 'failed' || fate === 'not handled');
  return results.map((result, position) => {
    if (!hidesFailures || position !== first) return result;
    return { ...result, failures: [...result.failures, { handler: name, error: new Error(HIDES_FAILURES) }] };
  });
}

/** The results that a response tells. */
function reportedResults(records: readonly DynamoDBRecord[], name: string, response: unknown): RecordResult[] {
  const batch = records.map(({ dynamodb }) => ({ sequenceNumber: dynamodb?.SequenceNumber }));
  const settled = settledCount(batch, response);
  const fateAt = (position: number): Fate =>
    position < settled ? 'ok' : position === settled ? 'failed' : 'not handled';
  return records.map((record, position) => {
    return { record, fate: fateAt(position), handlers: [name], failures: [], dropped: [] };
  });
}

/**
 * The results of a batch that failed as a whole: the handler threw, took too long, would have ended the function, or answered
 * what is no JSON.
 *
 * @param calls the calls that it failed with, if they are known
 */
export function allFailed(
  records: readonly DynamoDBRecord[],
  name: string,
  error: unknown,
  calls: readonly RunningCall[],
): RecordResult[] {
  return records.map((record, position) => {
    const own = calls.filter((call) => call.record.eventID === record.eventID).map(({ handler }) => handler.id);
    // What was thrown is about the batch, and shown once.
    const shown = calls.length === 0 && position === 0 ? [name] : own;
    return {
      record,
      fate: 'failed',
      handlers: own.length > 0 ? own : [name],
      failures: shown.map((handler) => ({ handler, error })),
      dropped: [],
    };
  });
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
