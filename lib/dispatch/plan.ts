import type { StreamRecord } from '../records/stream-record.js';
import type { HandlerContext, Logger } from '../routing/handler.js';
import type { TableRoutes } from '../routing/match.js';

/** What decides whether a record that a handler failed on is delivered again. */
export type OnError = (
  error: unknown,
  record: StreamRecord,
  context: HandlerContext,
) => 'retry' | 'skip' | Promise<string>;

/** What `bootstrap` settled once for every invocation. */
export interface Plan {
  readonly routesOf: (table: string | undefined) => TableRoutes;
  readonly concurrency: number;
  readonly timeoutMarginMs: number;
  readonly onError: OnError | undefined;
  readonly logger: Logger;
}
