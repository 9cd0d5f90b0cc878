import { bootstrap, type HandlerContext, stream } from '../../lib/index.js';
import { type DeliveredRecord, insert, streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';
import { VirtualClock } from './virtual-clock.js';

/** What a handler that hangs returns. */
export const forever = new Promise<never>(() => {});

/** Records of different items. */
export function records(count: number): DeliveredRecord[] {
  return Array.from({ length: count }, (_, id) => insert({ id }));
}

/** Runs one function for a batch's records, by a clock that begins at 0. */
export async function runTimed(
  count: number,
  remainingTimeMs: number,
  options: { timeoutMarginMs?: number; concurrency?: number; reportBatchItemFailures?: boolean },
  fn: (clock: VirtualClock, context: HandlerContext, id: number) => unknown,
) {
  const clock = new VirtualClock();
  const batch = records(count);
  const starts: number[] = [];
  const handlers = stream<{ id: number }>().onInsert(({ newImage: { id } }, context) => {
    starts.push(clock.now);
    return fn(clock, context, id);
  });
  const handler = bootstrap(handlers, { logger: new RecordedLog(), ...options });
  const outcome = await clock.run(() => handler.dispatch(streamEvent(...batch), clock.context(remainingTimeMs)));
  return { clock, batch, starts, outcome, took: clock.now };
}
