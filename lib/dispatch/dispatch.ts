import type { Context } from 'aws-lambda';
import type { Match } from '../routing/match.js';
import { detectSource } from '../sources/detect.js';
import type { Batch } from '../sources/source.js';
import { deadlineOf } from './deadline.js';
import { itemKey } from './item-key.js';
import type { BatchOutcome, HandlerResult, RecordFailure } from './outcome.js';
import type { Plan } from './plan.js';
import { router } from './router.js';
import { settler } from './settle.js';

type Job = readonly [index: number, match: Match];

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
  const batch = detectSource(event);
  const { records } = batch;
  const deadline = deadlineOf(lambda, plan.timeoutMarginMs);
  const results: HandlerResult[] = [];
  const failures: RecordFailure[] = [];
  const route = router(plan, batch);
  const settle = settler(plan, lambda, deadline, results);
  /** By position: whether the record is done with. */
  const settled = new Uint8Array(records.length);
  const lanes = new Map<string, Job[]>();
  let handled = 0;
  let skipped = 0;
  let next = 0;
  /** Nothing from this position on is started any more. */
  let end = records.length;

  const workers = Math.min(plan.concurrency, end);
  await deadline.wait(
    workers === 1 ? work() : Promise.all(Array.from({ length: workers }, work)).then(() => undefined),
  );
  const first = settled.indexOf(0);
  const checkpoint = first < 0 ? undefined : identifierAt(batch, first);
  const outcome = {
    records: records.length,
    handled,
    skipped,
    failures: [...failures],
    results: [...results],
    checkpoint,
  };
  if (first >= 0 && deadline.passed()) {
    plan.logger.warn('onstream: time is nearly up, the rest of the batch is handed back', { checkpoint });
  }
  return outcome;

  async function work(): Promise<void> {
    while (next < end) {
      const index = next++;
      const match = route(records[index]);
      if (match === undefined) {
        settled[index] = 1;
        skipped++;
      } else if (workers === 1) await run(index, match);
      else await runLane(index, match);
    }
  }

  async function runLane(index: number, match: Match): Promise<void> {
    const key = itemKey(match.record.table, match.wire.dynamodb?.Keys);
    const busy = lanes.get(key);
    if (busy) {
      busy.push([index, match]);
      return;
    }
    const lane: Job[] = [[index, match]];
    lanes.set(key, lane);
    // What is left to this lane while it runs is reached by the same loop.
    for (const job of lane) await run(...job);
    lanes.delete(key);
  }

  async function run(index: number, match: Match): Promise<void> {
    if (deadline.passed()) end = 0;
    if (index >= end) return;
    const errors = await settle(match);
    if (errors.length === 0) {
      settled[index] = 1;
      handled++;
    } else {
      failures.push({ record: match.record, errors });
      end = Math.min(end, index);
    }
  }
}

/** A record without an identifier can only be named by one before it, or by handing back everything. */
function identifierAt({ source, records }: Batch, index: number): string {
  const named = records.slice(0, index + 1).reverse();
  return named.map(source.identifierOf).find((identifier) => identifier !== undefined) ?? '';
}
