import type { Context } from 'aws-lambda';
import { detectSource } from '../sources/detect.js';
import { inOrder } from './in-order.js';
import { FAILED, HANDLED, Invocation, type Plan, SKIPPED, UNSETTLED } from './invocation.js';
import { inLanes } from './lanes.js';
import type { BatchOutcome } from './outcome.js';

/** The longest time a Node.js timer can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Takes an event through the handlers.
 *
 * @throws InvalidEventError for an event that is no batch of table changes; never for a handler's failure.
 */
export async function dispatch(plan: Plan, event: unknown, lambda: Context | undefined): Promise<BatchOutcome> {
  const invocation = new Invocation(plan, detectSource(event), lambda);
  const work = plan.concurrency === 1 ? inOrder(invocation) : inLanes(invocation);
  await untilTimeout(invocation, work);
  const outcome = outcomeOf(invocation);
  const { records, handled, skipped, failures, checkpoint } = outcome;
  if (invocation.timedOut && checkpoint !== undefined) {
    const unhandled = records - handled - skipped - failures.length;
    plan.logger.warn(`onstream: time is nearly up, ${unhandled} of ${records} records are handed back`, { checkpoint });
  }
  return outcome;
}

/**
 * Waits for the work, but not past the deadline: handlers that heed their signal have half the margin to come to an
 * end, those that do not are left behind, so that the response still gets out.
 */
async function untilTimeout(invocation: Invocation, work: Promise<void>): Promise<void> {
  const { remainingMs } = invocation;
  if (remainingMs === Number.POSITIVE_INFINITY) return work;
  let timer: NodeJS.Timeout | undefined;
  const abandoned = new Promise<void>((resolve) => {
    const timeOut = () => {
      invocation.timeOut();
      timer = setTimeout(resolve, invocation.plan.timeoutMarginMs / 2);
    };
    timer = setTimeout(timeOut, Math.min(Math.max(remainingMs, 0), LONGEST_TIMER_MS));
  });
  try {
    await Promise.race([work, abandoned]);
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOf({ batch, states, failures, results }: Invocation): BatchOutcome {
  const count = (wanted: number) => states.reduce((sum, state) => (state === wanted ? sum + 1 : sum), 0);
  const first = states.findIndex((state) => state === UNSETTLED || state === FAILED);
  return {
    records: states.length,
    handled: count(HANDLED),
    skipped: count(SKIPPED),
    // Copies: a handler that was left behind may still come to an end.
    failures: failures.slice(),
    results: results.slice(),
    checkpoint: first === -1 ? undefined : identifierAt(batch, first),
  };
}

/** A record without an identifier can only be named by one before it, or by handing back everything. */
function identifierAt({ source, records }: Invocation['batch'], index: number): string {
  for (let i = index; i >= 0; i--) {
    const identifier = source.identifierOf(records[i]);
    if (identifier !== undefined) return identifier;
  }
  return '';
}
