import { randomUUID } from 'node:crypto';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { BatchOutcome } from '../../dispatch/outcome.js';
import { systemClock } from '../clock.js';
import type { StreamHandler } from '../invoke.js';
import { lambdaRuntime } from '../lambda-runtime.js';
import { loadHandler } from './bundle-handler.js';
import { bootstrapped } from './run-handler.js';
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
 * `bootstrap` does not take; what any other handler throws.
 */
export async function invokeOnce(file: string, event: unknown, timeoutMs: number, asJson: boolean): Promise<Invoked> {
  process.setSourceMapsEnabled(true);
  const { handler } = await loadHandler(file);
  const onstream = bootstrapped(handler);
  if (onstream === undefined) {
    const response = await call(handler, event, timeoutMs);
    return { text: `${jsonText(response) ?? 'undefined'}\n`, isHandled: true };
  }
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

function call(handler: StreamHandler, event: unknown, timeoutMs: number): Promise<unknown> {
  return lambdaRuntime(handler, { timeoutMs, clock: systemClock })(event as DynamoDBStreamEvent, randomUUID());
}

function asText({ records, handled, skipped, results, failures, checkpoint }: BatchOutcome): string {
  const lines = [
    `${records} records: ${handled} handled, ${skipped} unwanted, ${failures.length} failed`,
    ...results.map(({ eventID, handler, value }) => {
      return `  ${eventID} ${handler}${value === undefined ? '' : ` gave ${showValue(value)}`}`;
    }),
    ...failures.flatMap(({ errors }) => errors.map((error) => `  ${stackOf(error)}`)),
  ];
  if (checkpoint !== undefined) lines.push(`delivered again from ${checkpoint} on`);
  return `${lines.join('\n')}\n`;
}

function asData({ failures, ...outcome }: BatchOutcome): object {
  const errors = failures.flatMap((failure) => failure.errors);
  return {
    ...outcome,
    failures: errors.map(({ eventID, handler, cause }) => ({ eventID, handler: handler.id, error: describe(cause) })),
  };
}

function stackOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message}\n${cause.stack ?? ''}`.replace(/\n/g, '\n    ') : message;
}

function describe(error: unknown): unknown {
  return error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : error;
}
