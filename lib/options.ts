import type { OnError } from './dispatch/invocation.js';
import { checkKeys, unexpected } from './errors.js';
import { checkEventSource, type EventSourceConfig } from './event-source/config.js';
import { type NumberMode, numberConverter } from './records/number.js';
import type { HandlerClass, Resolve } from './registry.js';
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
  /** @default console */
  readonly logger?: Logger;
  /** How Lambda is to read the stream; for the manifest, and for what is generated from it. */
  readonly eventSource?: EventSourceConfig;
}

export type { HandlerClass };

type Checks = { readonly [K in keyof Required<BootstrapOptions>]: readonly [(value: unknown) => boolean, string] };

const CHECKS: Checks = {
  reportBatchItemFailures: [(value) => typeof value === 'boolean', 'true or false'],
  concurrency: [(value) => Number.isInteger(value) && Number(value) >= 1, 'an integer from 1'],
  numbers: [
    (value) => value === 'native' || value === 'string' || isFunction(value),
    '"native", "string" or a function',
  ],
  resolve: [isFunction, 'a function'],
  use: [(value) => Array.isArray(value) && value.every(isFunction), 'an array of functions'],
  onError: [isFunction, 'a function'],
  timeoutMarginMs: [(value) => Number.isFinite(value) && Number(value) >= 0, 'milliseconds from 0'],
  logger: [isLogger, 'an object with the methods debug, info, warn and error'],
  eventSource: [(value) => typeof value === 'object', 'an object'],
};

/** The options with their defaults. @throws ConfigurationError for an unknown option and for a value that none takes */
export function checkOptions(options: BootstrapOptions) {
  checkKeys(options, Object.keys(CHECKS), 'bootstrap');
  for (const [name, [accepts, expected]] of Object.entries(CHECKS)) {
    const value: unknown = Reflect.get(options, name);
    if (value !== undefined && !accepts(value)) throw unexpected(`bootstrap: ${name}`, value, expected);
  }
  const { reportBatchItemFailures = false, numbers = 'native' } = options;
  return {
    reportBatchItemFailures,
    concurrency: options.concurrency ?? 1,
    readNumber: numberConverter(numbers),
    resolve: options.resolve,
    use: options.use ?? [],
    onError: options.onError,
    timeoutMarginMs: options.timeoutMarginMs ?? 500,
    logger: options.logger ?? console,
    eventSource: checkEventSource(options.eventSource, reportBatchItemFailures),
  };
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isLogger(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return ['debug', 'info', 'warn', 'error'].every((level) => isFunction(Reflect.get(value, level)));
}
