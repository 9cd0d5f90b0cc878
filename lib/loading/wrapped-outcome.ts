import type { DispatchingHandler } from '../bootstrap-observer.js';
import type { BatchOutcome, RecordFailure } from '../dispatch/outcome.js';
import { detectSource } from '../sources/detect.js';
import { type Batch, textField } from '../sources/source.js';
import { inOneLine } from './in-one-line.js';
import type { ObservedCall, ObservedRun } from './observe-bootstraps.js';
import { settledCount } from './settled-count.js';

/** What one call of a wrapper did with the records of its event. */
export interface WrappedOutcome {
  /** What the handlers did; `undefined` where the wrapper did not let them finish. */
  readonly outcome: BatchOutcome | undefined;
  /** What the wrapper itself failed, from a position of the event on, though the handlers did not. */
  readonly refused: { readonly from: number; readonly reason: string; readonly error?: unknown } | undefined;
  /** Whether records failed, and the wrapper answered Lambda that they had not. */
  readonly hidesFailures: boolean;
  /** The identifier of the record that Lambda delivers again from, `''` for the first one; `undefined` where it does not. */
  readonly redeliveredFrom: string | undefined;
}

export const HIDES_FAILURES =
  'the wrapper answers as if nothing had failed, so that Lambda does not deliver these records again';

/** Reads what a wrapper answered together with what ran inside of it. Lambda sees the answer alone. */
export function wrappedOutcome(event: unknown, { answer, runs }: ObservedCall): WrappedOutcome {
  const unfinished = whyUnfinished(runs, answer);
  const redeliveredFrom = answer.status === 'rejected' ? '' : undefined;
  if (unfinished)
    return { outcome: undefined, refused: { from: 0, ...unfinished }, hidesFailures: false, redeliveredFrom };
  const batch = batchOf(event);
  const outcome = mergeRuns(runs, batch);
  const fails = outcome.checkpoint !== undefined;
  const reports = runs.some(({ handler }) => handler.manifest.eventSource.functionResponseTypes?.length);
  if (answer.status === 'rejected') {
    if (fails && !reports) return { outcome, refused: undefined, hidesFailures: false, redeliveredFrom };
    const reason = `the wrapper threw after the handlers had run: ${inOneLine(answer.reason)}`;
    return { outcome, refused: { from: 0, reason, error: answer.reason }, hidesFailures: false, redeliveredFrom };
  }
  if (!reports || batch === undefined)
    return { outcome, refused: undefined, hidesFailures: fails && !reports, redeliveredFrom };
  const identifiers = batch.records.map(batch.source.identifierOf);
  const end = fails ? Math.max(identifiers.indexOf(outcome.checkpoint), 0) : identifiers.length;
  const from = settledCount(
    identifiers.map((sequenceNumber) => ({ sequenceNumber })),
    answer.value,
  );
  const reason = 'the wrapper reports it in batchItemFailures, although its handlers did not fail';
  return {
    outcome,
    refused: from < end ? { from, reason } : undefined,
    hidesFailures: from > end,
    redeliveredFrom: from < identifiers.length ? (identifiers[from] ?? '') : undefined,
  };
}

/** Why it cannot be told of each record what became of it. */
function whyUnfinished(
  runs: readonly ObservedRun[],
  answer: ObservedCall['answer'],
): { readonly reason: string; readonly error?: unknown } | undefined {
  const [first] = runs;
  const broken = runs.find((run) => 'error' in run);
  const thrown = answer.status === 'rejected' ? { error: answer.reason } : undefined;
  const told = (what: string, when: string) => ({
    reason: thrown ? `the wrapper threw ${when}: ${inOneLine(thrown.error)}` : `the wrapper ${what} ${when}`,
    ...thrown,
  });
  if (first === undefined) return told('ended the call', 'before the handlers ran');
  // No batch of table changes: nothing of it was handled.
  if (broken) return { reason: inOneLine(broken.error), error: broken.error };
  if (runs.some(({ outcome }) => outcome === undefined)) return told('answered', 'before the handlers had finished');
  return undefined;
}

/**
 * The outcome of a wrapper's event, whose handlers may have run several times: for parts of it, or again after a failure.
 * The last run of each handler with a record decides about it. A record in no run was left out by the wrapper, and counts
 * as skipped.
 */
function mergeRuns(runs: readonly ObservedRun[], batch: Batch | undefined): BatchOutcome {
  const outcomes = runs.flatMap(({ outcome }) => outcome ?? []);
  const [only = NOTHING, ...others] = outcomes;
  const { records, source } = batch ?? batchOf(runs[0]?.event) ?? { records: [], source: undefined };
  if (others.length === 0 && only.records === records.length) return only;
  const undone = [...undoneByHandler(runs, records).values()];
  const isUndone = (position: number) => undone.some((left) => left.has(position));
  const dropped = outcomes.flatMap((outcome) => outcome.dropped);
  const touched = new Set<unknown>([
    ...outcomes.flatMap(({ results }) => results.map(({ eventID }) => eventID)),
    ...dropped.map(({ record }) => record.eventID),
  ]);
  const settled = records.filter((_, position) => !isUndone(position));
  const handled = settled.filter((record) => touched.has(textField(record, 'eventID'))).length;
  const first = records.findIndex((_, position) => isUndone(position));
  return {
    records: records.length,
    handled,
    skipped: settled.length - handled,
    dropped,
    failures: records.flatMap((_, position) => joinFailures(undone.flatMap((left) => left.get(position) ?? []))),
    results: outcomes.flatMap(({ results }) => results),
    checkpoint: first < 0 ? undefined : (source?.identifierOf(records[first]) ?? ''),
  };
}

/** The records that a handler did not settle, by their positions, with the failure where it ran. */
type Undone = Map<number, RecordFailure | undefined>;

/** Collects what the last run of each handler left undone. A handler does not settle a record for another one. */
function undoneByHandler(
  runs: readonly ObservedRun[],
  records: readonly unknown[],
): ReadonlyMap<DispatchingHandler, Undone> {
  const positions = new Map(records.map((record, position) => [keyOf(record), position]));
  const undone = new Map<DispatchingHandler, Undone>();
  for (const { handler, event, outcome = NOTHING } of runs) {
    const left: Undone = undone.get(handler) ?? new Map();
    undone.set(handler, left);
    const part = batchOf(event);
    const identifiers = part?.records.map(part.source.identifierOf) ?? [];
    const end = outcome.checkpoint === undefined ? identifiers.length : identifiers.indexOf(outcome.checkpoint);
    for (const [index, record] of (part?.records ?? []).entries()) {
      const position = positions.get(keyOf(record));
      if (position === undefined) continue;
      if (index < end) left.delete(position);
      else left.set(position, undefined);
    }
    for (const failure of outcome.failures) {
      const position = positions.get(keyOf(failure.record.raw));
      if (position !== undefined) left.set(position, failure);
    }
  }
  return undone;
}

/** The failures of several handlers with one record, as one. */
function joinFailures(failures: readonly RecordFailure[]): RecordFailure[] {
  const [first] = failures;
  return first ? [{ record: first.record, errors: failures.flatMap(({ errors }) => errors) }] : [];
}

/** The outcome of an event without records. */
export const NOTHING: BatchOutcome = {
  records: 0,
  handled: 0,
  skipped: 0,
  dropped: [],
  failures: [],
  results: [],
  checkpoint: undefined,
};

/** Wrappers may hand on copies of the records. */
export function keyOf(record: unknown): string {
  const { kinesis, dynamodb } = Object(record);
  const number = textField(kinesis, 'sequenceNumber') ?? textField(dynamodb, 'SequenceNumber');
  return JSON.stringify([textField(record, 'eventID'), number]);
}

/** `undefined` for an event that the wrapper makes a batch of table changes of. */
function batchOf(event: unknown): Batch | undefined {
  try {
    return detectSource(event);
  } catch {
    return undefined;
  }
}
