import { randomUUID } from 'node:crypto';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { BatchOutcome } from '../../dispatch/outcome.js';
import { bootstrapped } from '../../loading/bootstrapped.js';
import { loadHandler } from '../../loading/bundle-handler.js';
import type { StreamHandler } from '../../loading/lambda-handler.js';
import { ownFrames } from '../../loading/own-frames.js';
import { toJson } from '../../terminal/json.js';
import { type Line, linesOf } from '../../terminal/line.js';
import { systemClock } from '../clock.js';
import { lambdaRuntime } from '../lambda-runtime.js';
import { showValue } from './show-value.js';

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
  const { handler } = await loadHandler(file);
  const onstream = bootstrapped(handler);
  if (onstream === undefined) return invokeAny(handler, event, timeoutMs);
  let outcome: BatchOutcome | undefined;
  await call(
    async (...[, context]) => {
      outcome = await onstream.dispatch(event, context);
    },
    event,
    timeoutMs,
  );
  if (outcome === undefined) throw new Error('The handler gave no outcome');
  return { lines: linesFor(outcome), data: asData(outcome), isHandled: outcome.checkpoint === undefined };
}

/** Any other handler only returns or throws. */
async function invokeAny(handler: StreamHandler, event: unknown, timeoutMs: number): Promise<Invoked> {
  try {
    const response = await call(handler, event, timeoutMs);
    return { lines: [toJson(response) ?? 'undefined'], data: { response }, isHandled: true };
  } catch (error) {
    return { lines: ['failed', ...stackLines(error, '  ')], data: { error: describe(error) }, isHandled: false };
  }
}

function call(handler: StreamHandler, event: unknown, timeoutMs: number): Promise<unknown> {
  return lambdaRuntime(handler, { timeoutMs, clock: systemClock })(event as DynamoDBStreamEvent, randomUUID());
}

function linesFor({ records, handled, skipped, results, failures, checkpoint }: BatchOutcome): Line[] {
  const lines = [
    `${records} ${records === 1 ? 'record' : 'records'}: ` +
      `${handled} handled, ${skipped} unwanted, ${failures.length} failed`,
    ...results.map(({ eventID, handler, value }) => {
      return `  ok ${handler} on event ${eventID}${value === undefined ? '' : `, gave ${showValue(value)}`}`;
    }),
    ...failures.flatMap(({ errors }) =>
      errors.flatMap(({ handler, eventID, cause }) => [
        `  failed ${handler.id} on event ${eventID}`,
        ...stackLines(cause, '    ', handler.id),
      ]),
    ),
  ];
  if (checkpoint !== undefined) lines.push(`Lambda would deliver again from ${checkpoint || 'the first record'} on`);
  return lines;
}

function asData({ failures, ...outcome }: BatchOutcome): object {
  const errors = failures.flatMap((failure) => failure.errors);
  return {
    ...outcome,
    failures: errors.map(({ eventID, handler, cause }) => ({ eventID, handler: handler.id, error: describe(cause) })),
  };
}

function stackLines(error: unknown, indent: string, handler?: string): string[] {
  const text =
    error instanceof Error ? ownFrames(error.stack ?? String(error), handler) : `thrown: ${showValue(error)}`;
  return linesOf(text).map((line) => indent + line);
}

function describe(error: unknown): unknown {
  return error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : error;
}
