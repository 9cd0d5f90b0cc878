import type { Context } from 'aws-lambda';
import { isThenable } from '../promises.js';
import type { StreamRecord } from '../records/stream-record.js';
import type { Handler, HandlerContext, HandlerInfo } from '../routing/handler.js';
import type { Match } from '../routing/match.js';
import { detectSource } from '../sources/detect.js';
import { loggable } from '../thrown.js';
import { deadlineOf } from './deadline.js';
import { Decisions } from './decisions.js';
import { isSkipped, logFailure, logLateFailure } from './failure.js';
import { HandlerError } from './handler-error.js';
import { itemKey } from './item-key.js';
import type { BatchOutcome, DroppedRecord, HandlerResult, RecordFailure } from './outcome.js';
import type { Plan } from './plan.js';
import { router } from './router.js';

/**
 * Takes an event through the handlers.
 *
 * Whoever is free, of `concurrency` workers, takes the next record of the batch; one whose item is in flight is left to
 * whoever handles that item, who takes it next. So the lowest records run first, and a failure strands as few as
 * possible behind it.
 *
 * @throws InvalidEventError for an event that is no batch of table changes; never for a handler's failure.
 */
export async function dispatch(plan: Plan, event: unknown, lambda: Context | undefined): Promise<BatchOutcome> {
  const { logger, log, onError } = plan;
  const { source, records } = detectSource(event);
  const { length } = records;
  const workers = Math.min(plan.concurrency, length);
  const jobOf = router(plan, source);
  const { passed, signal, wait } = deadlineOf(lambda, plan.timeoutMarginMs);
  const contexts = new Map<HandlerInfo, HandlerContext>();
  const results: HandlerResult[] = [];
  const dropped: DroppedRecord[] = [];
  const decisions = new Decisions();
  /** By position: the records of which a handler has failed. */
  const failed = new Map<number, RecordFailure>();
  /** By position: whether the record is done with. */
  const settled = new Uint8Array(length);
  /** Of each item, the last record that was taken: in flight, waiting for those before it, or settled. */
  const lasts = new Map<string, Match>();
  /** By worker: the call that it waits for. */
  const pending: (PendingCall | undefined)[] = [];
  let handled = 0;
  let skipped = 0;
  let next = 0;
  /** Nothing from this position on is started any more. */
  let end = length;
  /** Whether the outcome is given: what comes to an end now was left behind, and is delivered again. */
  let isOver = false;

  await wait(Promise.all(Array.from({ length: workers }, (_, worker) => work(worker))));
  isOver = true;
  const first = settled.indexOf(0);
  // A record without an identifier can only be named by one before it, or by handing back everything.
  const named = records.slice(0, first + 1).map(source.identifierOf);
  const checkpoint = first < 0 ? undefined : (named.findLast(Boolean) ?? '');
  if (checkpoint !== undefined && passed()) {
    log.warn('onstream: time is nearly up, the rest is handed back', { checkpoint, ...stillRunning(pending) });
  }
  // Copies: a handler that was left behind may still come to an end.
  const failures = [...failed.values()];
  return {
    records: length,
    handled,
    skipped,
    dropped: [...dropped],
    failures,
    results: [...results],
    checkpoint,
  };

  /**
   * Handles one record after another, each with all its handlers in order, until there are no more or time is up.
   *
   * One loop for all records, which waits only for what is not finished at once: an async function around each call
   * would allocate three times as much, and a batch of 10,000 records spends most of its time on that.
   */
  async function work(worker: number): Promise<void> {
    let job: Match | undefined;
    for (;;) {
      while ((job?.next?.index ?? next) > decisions.lowest) {
        await decisions.next();
        if (passed()) return;
      }
      job = job?.next ?? take();
      if (job === undefined || job.index >= end) return;
      const { index, record, handlers } = job;
      // By index: what an `await` keeps of an iterator costs a tenth of all this.
      for (let position = 0, handler = handlers[0]; handler; handler = handlers[++position]) {
        if (passed()) return;
        const context = contextFor(handler);
        try {
          let value = handler.call(record, context);
          // Whatever has a `then` is waited for; nothing else is, since most of the time would go into that.
          if (isThenable(value)) {
            pending[worker] = { handler, record };
            value = await value;
            pending[worker] = undefined;
          }
          results.push({ eventID: record.eventID, handler: handler.info.id, value });
        } catch (cause) {
          pending[worker] = undefined;
          const error = new HandlerError(handler.info, record.eventID, record.sequenceNumber, cause);
          if (isOver) logLateFailure(log, error);
          else if (onError === undefined) {
            fail(index, record, error);
            logFailure(log, error);
          } else {
            decisions.begin(index);
            if (await isSkipped(log, onError, error, record, context))
              dropped.push({ record, handler: handler.info.id, error });
            else fail(index, record, error);
            decisions.end(index);
          }
        }
      }
      if (!failed.has(index)) {
        settled[index] = 1;
        handled++;
      }
    }
  }

  /** Fails a record, from now on: its other handlers still run, but no record behind it is started. */
  function fail(index: number, record: StreamRecord, error: HandlerError): void {
    failed.set(index, { record, errors: [...(failed.get(index)?.errors ?? []), error] });
    end = Math.min(end, index);
  }

  /** The next record of the batch that somebody wants and whose item is not in flight. */
  function take(): Match | undefined {
    while (next < end) {
      const index = next++;
      const job = jobOf(records[index], index);
      if (job === undefined) {
        settled[index] = 1;
        skipped++;
        continue;
      }
      if (workers === 1) return job;
      const item = itemKey(job.record.table, job.wire.dynamodb?.Keys);
      const last = lasts.get(item);
      lasts.set(item, job);
      if (last === undefined || settled[last.index]) return job;
      last.next = job;
    }
    return undefined;
  }

  /** One context for all the records of a handler in an invocation: nothing in it is about a record. */
  function contextFor({ info }: Handler): HandlerContext {
    let context = contexts.get(info);
    if (context === undefined) {
      context = {
        lambda,
        handler: info,
        logger,
        get signal() {
          return signal();
        },
      };
      contexts.set(info, context);
    }
    return context;
  }
}

interface PendingCall {
  readonly handler: Handler;
  readonly record: StreamRecord;
}

/** The handlers that are left behind, for the log: mostly one of them waits for something that never comes. */
function stillRunning(pending: readonly (PendingCall | undefined)[]): object {
  const running = pending.flatMap((call) =>
    call ? [{ handler: call.handler.info.id, eventID: call.record.eventID && loggable(call.record.eventID) }] : [],
  );
  return running.length > 0 ? { running } : {};
}
