import { randomUUID } from 'node:crypto';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { DispatchingHandler } from '../../bootstrap-observer.js';
import { counted } from '../../counted.js';
import type { HandlerError } from '../../dispatch/handler-error.js';
import type { BatchOutcome } from '../../dispatch/outcome.js';
import { loadHandler } from '../../loading/bundle-handler.js';
import type { StreamHandler } from '../../loading/lambda-handler.js';
import { type ObservedCall, observeCall } from '../../loading/observe-bootstraps.js';
import { type RunningCall, RunningCalls } from '../../loading/running-calls.js';
import { HIDES_FAILURES, wrappedOutcome } from '../../loading/wrapped-outcome.js';
import { toJson } from '../../terminal/json.js';
import { type Line, linesOf } from '../../terminal/line.js';
import { systemClock } from '../clock.js';
import { lambdaRuntime, TIMED_OUT } from '../lambda-runtime.js';
import { showValue } from './show-value.js';
import { thrownData, thrownText } from './thrown-text.js';

/** What came of an event, for people and as data, and whether nothing of it is left to handle. */
export interface Invoked {
  readonly lines: readonly Line[];
  readonly data: unknown;
  readonly isHandled: boolean;
}

/**
 * Loads a handler and hands it one event, whatever it is: the handler decides whether it can be handled.
 *
 * @throws ConfigurationError where the file exports no handler; InvalidEventError for an event that a handler made by
 * `bootstrap` does not take.
 */
export async function invokeOnce(file: string, event: unknown, timeoutMs: number): Promise<Invoked> {
  process.setSourceMapsEnabled(true);
  const { handler, name, onstream, candidates } = await loadHandler(file);
  const calls = new RunningCalls(name);
  const invoke = async () => {
    if (onstream !== undefined && onstream === handler) return invokeBootstrapped(onstream, event, timeoutMs, calls);
    // A wrapper may change its event.
    const sent = structuredClone(event);
    const called = await observeCall(() => call(handler, event, timeoutMs), { observer: calls });
    if (calls.names() !== '' && isTimeout(called.answer)) throw called.answer.reason;
    return called.runs.length > 0 || candidates.length > 0 ? wrapperDid(sent, called) : answered(called.answer);
  };
  try {
    return await calls.guard(invoke, timeoutMs);
  } catch (error) {
    const failing = calls.failing();
    if (!calls.hasEnded() && failing.length === 0) throw error;
    return cutOff(failing, name, error);
  }
}

function isTimeout(answer: PromiseSettledResult<unknown>): answer is PromiseRejectedResult {
  return answer.status === 'rejected' && answer.reason instanceof Error && answer.reason.name === TIMED_OUT;
}

/** The function was ended before it had answered: nothing of its event counts as handled. */
function cutOff(failing: readonly RunningCall[], name: string, error: unknown): Invoked {
  const failures = failing.map(({ handler, record }) => ({ handler: handler.id, eventID: record.eventID }));
  const lines = failures.map(({ handler, eventID }) => `  failed ${handler} on event ${eventID}`);
  return {
    lines: [
      'The invocation failed as a whole',
      ...(lines.length > 0 ? lines : [`  failed ${name}`]),
      ...stackLines(error, '    ', failures[0]?.handler),
      'Lambda would deliver again from the first record on',
    ],
    data: { failures: failures.map((failure) => ({ ...failure, error: thrownData(error) })), error: thrownData(error) },
    isHandled: false,
  };
}

async function invokeBootstrapped(
  onstream: DispatchingHandler,
  event: unknown,
  timeoutMs: number,
  calls: RunningCalls,
): Promise<Invoked> {
  let outcome: BatchOutcome | undefined;
  await call(
    async (...[, context]) => {
      outcome = calls.completed(await onstream.dispatch(event, context, { observer: calls }));
    },
    event,
    timeoutMs,
  );
  if (outcome === undefined) throw new Error('The handler gave no outcome');
  const { checkpoint } = outcome;
  const reports = (onstream.manifest.eventSource.functionResponseTypes ?? []).length > 0;
  // What throws fails the whole batch.
  const redeliveredFrom = checkpoint !== undefined && !reports ? '' : checkpoint;
  return { lines: linesFor(outcome, redeliveredFrom), data: asData(outcome), isHandled: checkpoint === undefined };
}

/** What the handlers did inside of a wrapper, and what the wrapper answered. Lambda sees the answer alone. */
function wrapperDid(event: unknown, called: ObservedCall): Invoked {
  const { answer } = called;
  const { outcome, refused, hidesFailures, redeliveredFrom } = wrappedOutcome(event, called);
  const problem = refused?.reason ?? (hidesFailures ? HIDES_FAILURES : undefined);
  const wrapper = {
    ...(answer.status === 'fulfilled' ? { response: answer.value } : { error: thrownData(answer.reason) }),
    ...(problem !== undefined && { problem }),
  };
  return {
    lines: [
      ...(outcome ? linesFor(outcome, redeliveredFrom) : []),
      ...(problem === undefined ? [] : [`failed: ${problem}`]),
      ...(refused?.error === undefined ? [] : stackLines(refused.error, '  ')),
    ],
    data: { ...(outcome && asData(outcome)), wrapper },
    isHandled: refused === undefined && outcome?.checkpoint === undefined,
  };
}

/** Any other handler only returns or throws. */
function answered(answer: PromiseSettledResult<unknown>): Invoked {
  if (answer.status === 'rejected') {
    const { reason } = answer;
    return { lines: ['failed', ...stackLines(reason, '  ')], data: { error: thrownData(reason) }, isHandled: false };
  }
  return { lines: [toJson(answer.value) ?? 'undefined'], data: { response: answer.value }, isHandled: true };
}

function call(handler: StreamHandler, event: unknown, timeoutMs: number): Promise<unknown> {
  return lambdaRuntime(handler, { timeoutMs, clock: systemClock })(event as DynamoDBStreamEvent, randomUUID());
}

function linesFor(outcome: BatchOutcome, redeliveredFrom: string | undefined): Line[] {
  const { records, handled, skipped, dropped, results, failures } = outcome;
  const droppedRecords = droppedCount(outcome);
  const settled = `${handled - droppedRecords} handled, ${droppedRecords > 0 ? `${droppedRecords} dropped, ` : ''}`;
  const lines = [
    `${counted(records, 'record')}: ${settled}${skipped} unwanted, ${failures.length} failed`,
    ...results.map(({ eventID, handler, value }) => {
      return `  ok ${handler} on event ${eventID}${value === undefined ? '' : `, gave ${showValue(value)}`}`;
    }),
    ...failures.flatMap(({ errors }) => errors.flatMap((error) => errorLines('failed', error))),
    ...dropped.flatMap(({ error }) => errorLines('dropped', error)),
  ];
  if (redeliveredFrom !== undefined)
    lines.push(`Lambda would deliver again from ${redeliveredFrom || 'the first record'} on`);
  return lines;
}

function errorLines(what: 'failed' | 'dropped', { handler: { id }, eventID, cause }: HandlerError): string[] {
  return [`  ${what} ${id} on event ${eventID}`, ...stackLines(cause, '    ', id)];
}

/** The records that counted as handled, although `onError` skipped them for a handler that failed. */
function droppedCount({ dropped, failures }: BatchOutcome): number {
  const failed = new Set(failures.map(({ record }) => record));
  return new Set(dropped.map(({ record }) => record).filter((record) => !failed.has(record))).size;
}

function asData({ failures, dropped, ...outcome }: BatchOutcome): object {
  return {
    ...outcome,
    dropped: dropped.map(({ error }) => failureData(error)),
    failures: failures.flatMap(({ errors }) => errors).map(failureData),
  };
}

function failureData({ eventID, handler, cause }: HandlerError): object {
  return { eventID, handler: handler.id, error: thrownData(cause) };
}

function stackLines(error: unknown, indent: string, handler?: string): string[] {
  return linesOf(thrownText(error, handler)).map((line) => indent + line);
}
