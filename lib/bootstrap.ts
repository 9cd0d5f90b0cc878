import type { Context, DynamoDBBatchResponse } from 'aws-lambda';
import { bootstrapObserver, type DispatchingHandler, type DispatchOptions } from './bootstrap-observer.js';
import { BatchError } from './dispatch/batch-error.js';
import { dispatch } from './dispatch/dispatch.js';
import { logTo } from './dispatch/log.js';
import { observedPlan } from './dispatch/observed-plan.js';
import type { BatchOutcome } from './dispatch/outcome.js';
import type { Plan } from './dispatch/plan.js';
import { selectHandlers } from './dispatch/select-handlers.js';
import { isObject } from './errors.js';
import { sourcesOf } from './event-source/sources.js';
import type { StreamHandlers } from './fluent.js';
import type { HandlerClass } from './groups.js';
import { describeRoute, type Manifest } from './manifest.js';
import { type BootstrapOptions, checkOptions } from './options.js';
import { buildRegistry } from './registry.js';
import { fieldsOf } from './sources/source.js';
import { warnOfMistakes } from './warnings.js';

/** A class with decorated methods, an instance of one, or a `stream()`. */
export type Handlers = HandlerClass | object | StreamHandlers<never>;

/** What Lambda reads of an invocation's result. */
export interface StreamResponse extends DynamoDBBatchResponse {
  /** The state of a tumbling window, as it came with the event. Only events of a mapping with a window have one. */
  state?: object;
}

/** The Lambda handler that `bootstrap` makes. */
export interface StreamHandler {
  /**
   * Handles an event. It resolves with the failures where `reportBatchItemFailures` is on, and for an event of a tumbling
   * window with the window's state, since Lambda counts a response without it as a failure.
   *
   * @throws InvalidEventError for an event that is no batch of table changes.
   * @throws BatchError where a record was not handled and `reportBatchItemFailures` is off.
   */
  (event: unknown, context?: Context): Promise<StreamResponse | void>;
  /**
   * Handles an event and tells what became of it, for tests and for runs outside Lambda.
   *
   * @throws InvalidEventError for an event that is no batch of table changes; never for a handler's failure.
   */
  dispatch(event: unknown, context?: Context): Promise<BatchOutcome>;
  /** What the decorators say, as JSON. */
  readonly manifest: Manifest;
}

/**
 * Makes the Lambda handler of decorated classes, instances or streams. Classes are instantiated here, once, unless
 * `resolve` does it.
 *
 * @throws ConfigurationError where a decorator, a filter or an option cannot be right, naming `Class.method`. A bundle
 * made for Lambda leaves out the check of the options: tests, and `onstream build`, load the module as it is.
 * @example
 * ```ts
 * export const handler = bootstrap(OrderHandlers, { reportBatchItemFailures: true });
 * ```
 */
export function bootstrap(handlers: Handlers | readonly Handlers[], options: BootstrapOptions = {}): StreamHandler {
  checkOptions(options);
  const { reportBatchItemFailures, concurrency = 1, timeoutMarginMs = 500, onError, logger = console } = options;
  const log = logTo(logger);
  const [routing, declared] = buildRegistry(handlers, options, log);
  warnOfMistakes(handlers, options, declared, log);
  const plan: Plan = { ...routing, concurrency, timeoutMarginMs, onError, logger, log };
  const run = (event: unknown, context?: Context, options?: DispatchOptions) => {
    const start = ({ handlers, observer }: DispatchOptions = {}) => {
      const selected = handlers ? selectHandlers(plan, handlers) : plan;
      return dispatch(observer ? observedPlan(selected, observer) : selected, event, context);
    };
    return options ? start(options) : (bootstrapObserver()?.dispatch({ handler, event, start }) ?? start());
  };
  const handle = async (event: unknown, context?: Context): Promise<StreamResponse | void> => {
    const outcome = await run(event, context);
    const { checkpoint } = outcome;
    if (checkpoint !== undefined && !reportBatchItemFailures) throw new BatchError(outcome);
    const batchItemFailures = checkpoint === undefined ? [] : [{ itemIdentifier: checkpoint }];
    const { window, state } = fieldsOf(event);
    if (isObject(window)) return { state: isObject(state) ? state : {}, batchItemFailures };
    if (reportBatchItemFailures) return { batchItemFailures };
  };
  let manifest: Manifest | undefined;
  const handler = Object.defineProperty(Object.assign(handle, { dispatch: run }), 'manifest', {
    // Made when somebody asks: in Lambda nobody does, and a cold start has better things to do.
    get: (): Manifest => {
      const functionResponseTypes = reportBatchItemFailures ? (['ReportBatchItemFailures'] as const) : [];
      const eventSource = { ...options.eventSource, functionResponseTypes };
      manifest ??= { routes: declared.map(describeRoute), eventSource, sources: sourcesOf(declared, eventSource) };
      return manifest;
    },
    enumerable: true,
  }) as DispatchingHandler;
  bootstrapObserver()?.bootstrapped(handler);
  return handler;
}
