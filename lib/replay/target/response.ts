import { settledCount } from '../../loading/settled-count.js';
import { type Invocation, identifierOf } from './deliver-all.js';
import type { DeliveredRecord } from './target.js';

/**
 * What a function's response says: all records before the lowest failure it reports are handled, that one failed, and
 * what follows is to be delivered again. A response that names no record of the batch fails the whole batch.
 */
export function readResponse(records: readonly DeliveredRecord[], response: unknown): Invocation {
  const batch = records.map((record) => ({ sequenceNumber: identifierOf(record) }));
  const settled = settledCount(batch, response);
  const handled = new Set(records.slice(0, settled).keys());
  if (settled === records.length) return { handled, failed: new Map() };
  const named = Object(response).batchItemFailures;
  const isNamed =
    Array.isArray(named) && named.some((one) => Object(one).itemIdentifier === batch[settled]?.sequenceNumber);
  if (isNamed) return { handled, failed: new Map([[settled, 'reported in batchItemFailures']]) };
  return allFailed(records, 'the response names a failure that is no record of the batch');
}

/** The same reason for every record of a batch. */
export function allFailed(records: readonly DeliveredRecord[], reason: string): Invocation {
  return { handled: new Set(), failed: new Map(records.map((_, position) => [position, reason])) };
}
