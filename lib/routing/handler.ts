import type { Context } from 'aws-lambda';
import type { StreamRecord } from '../records/stream-record.js';

/** Which method of which class runs. */
export interface HandlerInfo {
  readonly class: string;
  readonly method: string;
  /** `OrderHandlers.shipped`: unique among the handlers of one `bootstrap`, the same in every invocation. */
  readonly id: string;
}

/** Where messages go: `console`, or any logger with its methods; what is for one that it lacks goes to another. */
export interface Logger {
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

/** What a handler gets beside the record. */
export interface HandlerContext {
  /** Lambda's own context; `undefined` where the handler was called without one. */
  readonly lambda: Context | undefined;
  /** Aborts `timeoutMarginMs` before Lambda's deadline: hand it to `fetch` and to the AWS SDK. */
  readonly signal: AbortSignal;
  readonly handler: HandlerInfo;
  readonly logger: Logger;
}

/** A handler ready to be called: instance, middleware and all. */
export interface Handler {
  readonly info: HandlerInfo;
  call(record: StreamRecord, context: HandlerContext): unknown;
}
