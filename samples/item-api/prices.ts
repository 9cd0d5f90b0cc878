/** Writes down each price that an item has had: a Lambda function on the Kinesis data stream of the table's changes. */
import { bootstrap, OnChange, type StreamRecord, Table } from 'onstream';
import { type Item, tableName } from './items.js';

@Table(tableName)
class PriceHandlers {
  @OnChange('price', { on: ['INSERT', 'MODIFY'] })
  changed(record: StreamRecord<Item>) {
    const { from, to } = record.changes.find(({ path }) => path === 'price') ?? {};
    console.log(JSON.stringify({ id: record.keys.id, from, to, at: record.createdAt }));
  }
}

/** Deploy this. */
export const handler = bootstrap(PriceHandlers, {
  reportBatchItemFailures: true,
  eventSource: { startingPosition: 'LATEST', batchSize: 500, maximumRetryAttempts: 3 },
});
