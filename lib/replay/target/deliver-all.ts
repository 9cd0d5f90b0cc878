import { itemKey } from '../../dispatch/item-key.js';
import { tableOf } from '../../records/images.js';
import { openElement } from '../../sources/open.js';
import { fieldsOf, textField } from '../../sources/source.js';
import type { DeliveredRecord, DeliveryFailure, DeliveryResult } from './target.js';

/** What one invocation did, by the positions of its records. A position in neither was not reached. */
export interface Invocation {
  readonly handled: ReadonlySet<number>;
  readonly failed: ReadonlyMap<number, string>;
}

/**
 * Invokes with a batch, and again with what is left of it after a failure, as Lambda does when it has given up the record
 * that failed: until every record is handled or has failed.
 */
export async function deliverAll(
  records: readonly DeliveredRecord[],
  invoke: (records: readonly DeliveredRecord[]) => Promise<Invocation>,
): Promise<DeliveryResult> {
  const failures: DeliveryFailure[] = [];
  const failedItems = new Map<string, string>();
  let handled = 0;
  let rest = records;
  while (rest.length > 0) {
    const done = await invoke(rest);
    const isStuck = !rest.some((_, position) => done.handled.has(position) || done.failed.has(position));
    const unreached: DeliveredRecord[] = [];
    for (const [position, record] of rest.entries()) {
      const reason = isStuck ? 'not handled in time' : done.failed.get(position);
      if (done.handled.has(position)) handled++;
      else if (reason === undefined) unreached.push(record);
      else {
        failures.push({ eventID: record.eventID, reason });
        const item = itemOf(record);
        if (item !== undefined) failedItems.set(item, record.eventID ?? 'without an id');
      }
    }
    rest = unreached.filter((record) => {
      const earlier = failedItems.get(itemOf(record) ?? '');
      if (earlier === undefined) return true;
      const reason = `not delivered, since an earlier record of the same item failed (event ${earlier})`;
      failures.push({ eventID: record.eventID, reason });
      return false;
    });
  }
  return { handled, failures };
}

/** What names a record in a partial batch response; `undefined` for one that is malformed. */
export function identifierOf(record: DeliveredRecord): string | undefined {
  const { kinesis, dynamodb } = fieldsOf(record);
  return textField(kinesis, 'sequenceNumber') ?? textField(dynamodb, 'SequenceNumber');
}

/** Text that the records of one item share; `undefined` where a record does not tell its item. */
function itemOf(record: DeliveredRecord): string | undefined {
  try {
    const wire = openElement(record);
    return itemKey(tableOf(wire), wire.dynamodb?.Keys);
  } catch {
    return undefined;
  }
}
