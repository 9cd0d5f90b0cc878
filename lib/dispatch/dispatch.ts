import type { Context } from 'aws-lambda';
import type { Match } from '../routing/match.js';
import { detectSource } from '../sources/detect.js';
import type { Batch } from '../sources/source.js';
import { contexts } from './contexts.js';
import { deadlineOf } from './deadline.js';
import type { HandlerError } from './errors.js';
import { failureOf } from './failure.js';
import { itemKey } from './item-key.js';
import type { BatchOutcome, HandlerResult, RecordFailure } from './outcome.js';
import type { Plan } from './plan.js';
import { router } from './router.js';

/** Records of one item, in stream order; it grows while it is worked off. */
interface Lane extends Array<readonly [index: number, match: Match]> {
  key?: string;
}

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
  const failures: RecordFailure[] = [];
  /** By position: whether the record is done with. */
  const settled = new Uint8Array(records.length);
  const busy = new Map<string, Lane>();
  let handled = 0;
  let skipped = 0;
  let next = 0;
  /** Nothing from this position on is started any more. */
  let end = records.length;
  const workers = Math.min(plan.concurrency, end);

  await deadline.wait(Promise.all(Array.from({ length: workers }, work)));
  const first = settled.indexOf(0);
  const checkpoint = first < 0 ? undefined : identifierAt(batch, first);
  // Copies: a handler that was left behind may still come to an end.
  const outcome = {
    records: records.length,
    handled,
    skipped,
    failures: [...failures],
    results: [...results],
    checkpoint,
  };
  if (first >= 0 && deadline.passed()) {
    logger.warn('onstream: time is nearly up, the rest of the batch is handed back', { checkpoint });
  }
  return outcome;

  async function work(): Promise<void> {
    for (let lane = takeLane(); lane; lane = takeLane()) {
      for (const [index, match] of lane) {
        if (deadline.passed()) end = 0;
        if (index >= end) break;
        await run(index, match);
      }
      if (lane.key !== undefined) busy.delete(lane.key);
    }
  }

  async function run(index: number, { record, handlers }: Match): Promise<void> {
    let errors: HandlerError[] | undefined;
    for (const handler of handlers) {
      const context = contextFor(handler.info);
      try {
        const value = await handler.call(record, context);
        results.push({ eventID: record.eventID, handler: handler.info.id, value });
      } catch (cause) {
        const error = await failureOf(plan, cause, record, context);
        if (error) errors = [...(errors ?? []), error];
      }
    }
    if (errors) {
      failures.push({ record, errors });
      end = Math.min(end, index);
    } else {
      settled[index] = 1;
      handled++;
    }
  }

  /** The next record that somebody wants and whose item is not in flight. */
  function takeLane(): Lane | undefined {
    while (next < end) {
      const index = next++;
      const match = route(records[index]);
      if (match === undefined) {
        settled[index] = 1;
        skipped++;
        continue;
      }
      const lane: Lane = [[index, match]];
      if (workers === 1) return lane;
      lane.key = itemKey(match.record.table, match.wire.dynamodb?.Keys);
      const others = busy.get(lane.key);
      if (others === undefined) {
        busy.set(lane.key, lane);
        return lane;
      }
      others.push(...lane);
    }
    return undefined;
  }
}

/** A record without an identifier can only be named by one before it, or by handing back everything. */
function identifierAt({ source, records }: Batch, index: number): string {
  const named = records.slice(0, index + 1).reverse();
  return named.map(source.identifierOf).find((identifier) => identifier !== undefined) ?? '';
}
