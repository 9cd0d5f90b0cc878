/** Tells what comes and what is gone: a Lambda function on the stream of the table. */
import { bootstrap, type InsertRecord, type ModifyRecord, OnChange, OnInsert, Table } from 'onstream';
import { type Item, tableName } from './items.js';

@Table(tableName)
class StockHandlers {
  @OnInsert
  arrived({ newImage }: InsertRecord<Item>) {
    console.log(`New: ${newImage.name ?? newImage.id}`);
  }

  @OnChange('stock', { to: 0 })
  soldOut({ newImage }: ModifyRecord<Item>) {
    console.log(`Sold out: ${newImage.name ?? newImage.id}`);
  }
}

/** Deploy this. */
export const handler = bootstrap(StockHandlers, {
  reportBatchItemFailures: true,
  eventSource: { maximumRetryAttempts: 3, bisectBatchOnFunctionError: true },
});
