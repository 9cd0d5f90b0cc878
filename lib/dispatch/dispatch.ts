import type { Context } from 'aws-lambda';
import type { StreamRecord } from '../records/stream-record.js';
import type { Handler } from '../routing/handler.js';
import { detectSource } from '../sources/detect.js';
import type { Batch } from '../sources/source.js';
import { contexts } from './contexts.js';
import { deadlineOf } from './deadline.js';
import { failureOf } from './failure.js';
import type { HandlerError } from './handler-error.js';
import { itemKey } from './item-key.js';
import type { BatchOutcome, HandlerResult } from './outcome.js';
import type { Plan } from './plan.js';
import { router } from './router.js';
import { type Job, startWorker, type Work } from './worker.js';

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
  const { logger } = plan;
  const batch = detectSource(event);
  const { records } = batch;
  const route = router(plan, batch);
  const deadline = deadlineOf(lambda, plan.timeoutMarginMs);
  const contextFor = contexts(lambda, logger, deadline);
  const results: HandlerResult[] = [];
  /** By position: the records of which a handler has failed. */
  const failed = new Map<number, { record: StreamRecord; errors: HandlerError[] }>();
  /** By position: whether the record is done with. */
  const settled = new Uint8Array(records.length);
  /** The items in flight, each with the records that wait for it. */
  const waiting = new Map<string | undefined, Job[]>();
  let handled = 0;
  let skipped = 0;
  let next = 0;
  /** Nothing from this position on is started any more. */
  let end = records.length;
  const workers = Math.min(plan.concurrency, end);

  const work: Work = { next: following, stopped: deadline.passed, call, succeeded, failed: fail, done };
  await deadline.wait(Promise.all(Array.from({ length: workers }, () => startWorker(work))));
  const first = settled.indexOf(0);
  const checkpoint = first < 0 ? undefined : identifierAt(batch, first);
  // Copies: a handler that was left behind may still come to an end.
  const outcome = {
    records: records.length,
    handled,
    skipped,
    failures: [...failed.values()],
    results: [...results],
    checkpoint,
  };
  // Nor may it go on from there: Lambda delivers the rest again.
  end = 0;
  if (first >= 0 && deadline.passed()) {
    logger.warn?.('onstream: time is nearly up, the rest of the batch is handed back', { checkpoint });
  }
  return outcome;

  /** The next record of the item just handled, else of the batch; none behind a record that failed. */
  function following(after: Job | undefined): Job | undefined {
    let job = after && waiting.get(after.item)?.shift();
    if (after && !job) waiting.delete(after.item);
    job ??= take();
    return job && job.index < end ? job : undefined;
  }

  /** The next record of the batch that somebody wants and whose item is not in flight. */
  function take(): Job | undefined {
    while (next < end) {
      const index = next++;
      const match = route(records[index]);
      if (match === undefined) {
        settled[index] = 1;
        skipped++;
        continue;
      }
      const { record, wire, handlers } = match;
      const item = workers === 1 ? undefined : itemKey(record.table, wire.dynamodb?.Keys);
      const job = { record, wire, handlers, index, item };
      if (item === undefined) return job;
      const list = waiting.get(item);
      if (list === undefined) {
        waiting.set(item, []);
        return job;
      }
      list.push(job);
    }
    return undefined;
  }

  function call({ record }: Job, handler: Handler): unknown {
    return handler.call(record, contextFor(handler.info));
  }

  function succeeded({ record }: Job, handler: Handler, value: unknown): void {
    results.push({ eventID: record.eventID, handler: handler.info.id, value });
  }

  async function fail({ index, record }: Job, handler: Handler, cause: unknown): Promise<void> {
    const error = await failureOf(plan, cause, record, contextFor(handler.info));
    if (error === undefined) return;
    const { errors } = failed.get(index) ?? { errors: [] };
    failed.set(index, { record, errors: [...errors, error] });
  }

  function done({ index }: Job): void {
    if (failed.has(index)) end = Math.min(end, index);
    else {
      settled[index] = 1;
      handled++;
    }
  }
}

/** A record without an identifier can only be named by one before it, or by handing back everything. */
function identifierAt({ source, records }: Batch, index: number): string {
  const named = records.slice(0, index + 1).reverse();
  return named.map(source.identifierOf).find((identifier) => identifier !== undefined) ?? '';
}
