import type { StreamRecord } from '../records/stream-record.js';
import type { HandlerInfo } from '../routing/handler.js';
import { mapEntries, type Plan } from './plan.js';

/** Observes the calls of handlers in one run of `dispatch`. In Lambda there is none. */
export interface CallObserver {
  /** Runs a call of a handler, with the middleware around it. */
  call(handler: HandlerInfo, record: StreamRecord, run: () => unknown): unknown;
  /** Returns true once a handler has done what ends a function in Lambda, where `onError` is not asked any more. */
  hasEnded(): boolean;
}

/** A plan whose calls are observed. */
export function observedPlan(plan: Plan, observer: CallObserver): Plan {
  const { onError } = plan;
  return {
    ...mapEntries(plan, (entries) =>
      entries.map(({ handler: { info, call }, routes }) => ({
        handler: { info, call: (record, context) => observer.call(info, record, () => call(record, context)) },
        routes,
      })),
    ),
    onError: onError && ((...failure) => (observer.hasEnded() ? 'retry' : onError(...failure))),
  };
}
