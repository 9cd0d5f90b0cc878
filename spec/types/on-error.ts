// What `onError` may answer: at once, or when it has put the record somewhere safe.
import { bootstrap, type InsertRecord, OnInsert, type StreamRecord } from '../../lib/index.js';
import type { Order } from './items.js';

class Orders {
  @OnInsert confirm(_record: InsertRecord<Order>) {}
}

declare const queue: { send(record: unknown): Promise<void> };

export const atOnce = bootstrap(Orders, { onError: (error) => (error instanceof TypeError ? 'skip' : 'retry') });

export const later = bootstrap(Orders, {
  onError: async (_error, record) => {
    await queue.send(record.raw);
    return 'skip';
  },
});

export const typedRecord = bootstrap(Orders, {
  onError: async (error: unknown, record: StreamRecord) => (error === record ? 'skip' : 'retry'),
});
