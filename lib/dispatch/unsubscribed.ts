import { found } from '../errors.js';
import { tableOf } from '../records/images.js';
import type { WireRecord } from '../records/wire.js';
import type { TableName } from '../routing/table.js';
import type { Log } from './log.js';

/** So many tables are named in warnings: a Kinesis payload may name any. */
const MAX_TABLES = 100;
/** DynamoDB's longest name. What is longer names no table, and is not kept. */
const MAX_NAME = 255;

/**
 * Makes the warning about records of a table to which no class subscribes, which would be skipped in silence: once per
 * table and process. Mostly the table was deployed under another name than `@Table` has.
 */
export function unsubscribedWarning(log: Log, subscribed: readonly TableName[]): (record: WireRecord) => void {
  const warned = new Set<string>();
  const names = [...new Set(subscribed.map(String))];
  const others = names.length > 10 ? ` and ${names.length - 10} more` : '';
  const tables = `Handlers subscribe to ${names.slice(0, 10).join(', ')}${others}`;

  return (record) => {
    const { eventID, eventSourceARN } = record;
    const table = tableOf(record);
    const name = table === undefined ? '' : table.slice(0, MAX_NAME);
    if (warned.has(table === name ? name : '') || warned.size > MAX_TABLES) return;
    warned.add(table === name ? name : '');
    const which =
      warned.size > MAX_TABLES
        ? `records of more than ${MAX_TABLES} tables to which no handler subscribes; further tables are not named`
        : table === undefined
          ? `records that name no table: found eventSourceARN ${found(eventSourceARN)}, expected that of a table's stream`
          : `the records of table ${JSON.stringify(name)}, to which no handler subscribes`;
    log.warn(
      `onstream: skipped ${which}. ${tables}: @Table has to name a table as it is deployed, by its name, a RegExp or a function`,
      { eventID: typeof eventID === 'string' ? eventID.slice(0, 300) : undefined },
    );
  };
}
