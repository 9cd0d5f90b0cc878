import type { StreamRecord } from '../records/stream-record.js';
import type { WireRecord } from '../records/wire.js';
import type { HandlerContext, Logger } from '../routing/handler.js';
import type { Entry, TableRoutes } from '../routing/match.js';
import type { Log } from './log.js';

/** What decides whether a record that a handler failed on is delivered again. */
export type OnError = (
  error: unknown,
  record: StreamRecord,
  context: HandlerContext,
) => 'retry' | 'skip' | Promise<string>;

/** What `bootstrap` settled once for every invocation. */
export interface Plan {
  readonly routesOf: (table: string | undefined) => TableRoutes;
  /** Warns, once, of a table to which no class subscribes. */
  readonly warnOfTable: (record: WireRecord) => void;
  readonly concurrency: number;
  readonly timeoutMarginMs: number;
  readonly onError: OnError | undefined;
  /** What handlers get; the framework's own messages go through `log`. */
  readonly logger: Logger;
  readonly log: Log;
}

/** A plan with other entries for each table and event name. */
export function mapEntries(plan: Plan, change: (entries: readonly Entry[]) => readonly Entry[]): Plan {
  return {
    ...plan,
    routesOf(table) {
      const { entries, ...routes } = plan.routesOf(table);
      return { ...routes, entries: new Map(Array.from(entries, ([name, each]) => [name, change(each)])) };
    },
  };
}
