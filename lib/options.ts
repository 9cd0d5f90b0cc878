import type { OnError } from './dispatch/plan.js';
import { checkEventSource, type EventSourceConfig } from './event-source/config.js';
import { checkSettings } from './event-source/settings.js';
import type { Resolve } from './groups.js';
import type { NumberMode } from './records/number.js';
import type { Logger } from './routing/handler.js';
import type { Middleware } from './routing/middleware.js';

/** How `bootstrap` runs the handlers; everything has a default. */
export interface BootstrapOptions {
  /**
   * Hands back the first record that was not handled, so that Lambda delivers only the rest of the batch again. The
   * event source mapping has to ask for it (`FunctionResponseTypes: [ReportBatchItemFailures]`): if it does not,
   * Lambda ignores what the function returns and takes the batch for done. Without it a failure fails the batch.
   *
   * @default false
   */
  readonly reportBatchItemFailures?: boolean;
  /** Items handled at once; the records of one item are handled one at a time, in stream order. @default 1 */
  readonly concurrency?: number;
  /** What DynamoDB's numbers become. @default 'native' */
  readonly numbers?: NumberMode;
  /** Makes the instance of a handler class, for dependency injection. @default `new HandlerClass()`, in `bootstrap` */
  readonly resolve?: Resolve;
  /** Runs around each handler call, the first outermost. */
  readonly use?: readonly Middleware[];
  /**
   * Decides about a record whose handler threw: `'skip'` settles it as handled (a poison record that went to a queue
   * of your own), anything else has it delivered again. Called for each handler that failed, with what it threw.
   */
  readonly onError?: OnError;
  /** Milliseconds before Lambda's timeout at which nothing more is started and the signal aborts. @default 500 */
  readonly timeoutMarginMs?: number;
  /**
   * Where the framework's messages go, each with the event id, sequence number, handler and error that it is about:
   * console, Powertools' Logger, pino, winston, bunyan, consola, or anything with their methods. What a logger fails to
   * take is printed by `console.error`.
   *
   * @default console
   */
  readonly logger?: Logger;
  /** How Lambda is to read the stream; it does not change how records are handled. */
  readonly eventSource?: EventSourceConfig;
}

const SETTINGS: Readonly<Record<keyof BootstrapOptions, string>> = {
  reportBatchItemFailures: 'boolean',
  concurrency: '1 to 10000',
  numbers: '"native" or "string" or function',
  resolve: 'function',
  use: 'array of functions',
  onError: 'function',
  timeoutMarginMs: '0 to 900000',
  logger: 'object',
  eventSource: 'object',
};

/** @throws ConfigurationError for an unknown option and for a value that none takes */
export function checkOptions(options: BootstrapOptions): void {
  checkSettings(options, SETTINGS, 'bootstrap');
  const { eventSource, reportBatchItemFailures } = options;
  if (eventSource) checkEventSource(eventSource, reportBatchItemFailures);
}
