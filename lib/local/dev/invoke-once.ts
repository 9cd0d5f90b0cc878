import { randomUUID } from 'node:crypto';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { HandlerError } from '../../dispatch/handler-error.js';
import type { BatchOutcome } from '../../dispatch/outcome.js';
import { bootstrapped } from '../../loading/bootstrapped.js';
import { loadHandler } from '../../loading/bundle-handler.js';
import type { StreamHandler } from '../../loading/lambda-handler.js';
import { ownFrames } from '../../loading/own-frames.js';
import { systemClock } from '../clock.js';
import { lambdaRuntime } from '../lambda-runtime.js';
import { jsonText, showValue } from './show-value.js';

/** What came of an event: the text to print, and whether nothing of it is left to handle. */
export interface Invoked {
  readonly text: string;
  readonly isHandled: boolean;
}

/**
 * Loads a handler and hands it one event, whatever it is: the handler decides whether it can be handled.
 *
 * @throws ConfigurationError where the file exports no handler; InvalidEventError for an event that a handler made by
 * `bootstrap` does not take.
 */
export async function invokeOnce(file: string, event: unknown, timeoutMs: number, asJson: boolean): Promise<Invoked> {
  process.setSourceMapsEnabled(true);
  const { handler } = await loadHandler(file);
  const onstream = bootstrapped(handler);
  if (onstream === undefined) return invokeAny(handler, event, timeoutMs, asJson);
  let outcome: BatchOutcome | undefined;
  await call(
    async (...[, context]) => {
      outcome = await onstream.dispatch(event, context);
    },
    event,
    timeoutMs,
  );
  if (outcome === undefined) throw new Error('The handler gave no outcome');
  const text = asJson ? `${jsonText(asData(outcome))}\n` : asText(outcome);
  return { text, isHandled: outcome.checkpoint === undefined };
}

/** Any other handler only returns or throws. */
async function invokeAny(handler: StreamHandler, event: unknown, timeoutMs: number, asJson: boolean): Promise<Invoked> {
  try {
    const response = await call(handler, event, timeoutMs);
    return { text: `${jsonText(asJson ? { response } : response) ?? 'undefined'}\n`, isHandled: true };
  } catch (error) {
    const text = asJson ? jsonText({ error: describe(error) }) : `failed\n  ${indented(stackOf(error))}`;
    return { text: `${text}\n`, isHandled: false };
  }
}

function call(handler: StreamHandler, event: unknown, timeoutMs: number): Promise<unknown> {
  return lambdaRuntime(handler, { timeoutMs, clock: systemClock })(event as DynamoDBStreamEvent, randomUUID());
}

function asText(outcome: BatchOutcome): string {
  const { records, handled, skipped, dropped, results, failures, checkpoint } = outcome;
  const droppedRecords = droppedCount(outcome);
  const settled = `${handled - droppedRecords} handled, ${droppedRecords > 0 ? `${droppedRecords} dropped, ` : ''}`;
  const lines = [
    `${records} ${records === 1 ? 'record' : 'records'}: ${settled}${skipped} unwanted, ${failures.length} failed`,
    ...results.map(({ eventID, handler, value }) => {
      return `  ok ${handler} on event ${eventID}${value === undefined ? '' : `, gave ${showValue(value)}`}`;
    }),
    ...failures.flatMap(({ errors }) =>
      errors.map(({ handler, eventID, cause }) => {
        return `  failed ${handler.id} on event ${eventID}\n    ${indented(stackOf(cause, handler.id), 4)}`;
      }),
    ),
  ];
  for (const { handler, error } of dropped)
    lines.push(`  dropped ${handler} on event ${error.eventID}\n    ${indented(stackOf(error.cause, handler), 4)}`);
  if (checkpoint !== undefined) lines.push(`Lambda would deliver again from ${checkpoint || 'the first record'} on`);
  return `${lines.join('\n')}\n`;
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
  return { eventID, handler: handler.id, error: describe(cause) };
}

function stackOf(error: unknown, handler?: string): string {
  return error instanceof Error ? ownFrames(error.stack ?? String(error), handler) : `thrown: ${showValue(error)}`;
}

function indented(text: string, by = 2): string {
  return text.replaceAll('\n', `\n${' '.repeat(by)}`);
}

function describe(error: unknown): unknown {
  return error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : error;
}
