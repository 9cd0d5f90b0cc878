/** All that a stream consumer has to write: what is to happen, and when. Nothing here is about streams. */
import {
  bootstrap,
  type InsertRecord,
  type Middleware,
  type ModifyRecord,
  OnAny,
  OnChange,
  OnInsert,
  OnModify,
  OnRemove,
  type RemoveRecord,
  type StreamRecord,
  Table,
} from 'onstream';

export interface Order {
  pk: string;
  status: 'PLACED' | 'PAID' | 'SHIPPED';
  email: string;
  total: number;
  /** Orders that nobody pays are deleted by DynamoDB at this time, in seconds since 1970. */
  expiresAt?: number;
}

@Table('Orders')
export class OrderHandlers {
  /** A new order. The record's images are plain objects, typed as the method says. */
  @OnInsert
  confirm({ newImage }: InsertRecord<Order>) {
    return mail(newImage.email, `Thank you for your order of ${newImage.total} euros.`);
  }

  /** The order has just become a large one: filters are Lambda's own, over plain values. */
  @OnModify({ oldImage: { total: [{ numeric: ['<', 1000] }] }, newImage: { total: [{ numeric: ['>=', 1000] }] } })
  review({ keys }: ModifyRecord<Order>) {
    return mail('sales@example.com', `${keys.pk} has become a large order.`);
  }

  /** One attribute went from one value to another; other updates do not matter. */
  @OnChange('status', { from: 'PAID', to: 'SHIPPED' })
  shipped({ newImage }: ModifyRecord<Order>) {
    return mail(newImage.email, 'Your order is on its way.');
  }

  /** Somebody deleted the order … */
  @OnRemove({ by: 'user' })
  cancelled({ oldImage }: RemoveRecord<Order>) {
    return mail(oldImage.email, 'Your order is cancelled.');
  }

  /** … or DynamoDB did, because its time was over. */
  @OnRemove({ by: 'ttl' })
  async expired({ oldImage }: RemoveRecord<Order>) {
    return mail(oldImage.email, 'You did not pay, so your order is no longer reserved.');
  }

  /** Whatever happened. Every handler that matches a record runs, in the order in which they stand here. */
  @OnAny
  audit({ eventName, keys, createdAt }: StreamRecord<Order>) {
    return `${createdAt?.toISOString()} ${eventName} ${keys.pk}`;
  }
}

/** Runs around every call of a handler. */
const printCall: Middleware = (record, { handler }, next) => {
  console.log(`${record.eventName} ${record.table} ${JSON.stringify(record.keys)} -> ${handler.id}`);
  return next();
};

/** Deploy this: it is a complete Lambda function. */
export const handler = bootstrap(OrderHandlers, { reportBatchItemFailures: true, use: [printCall] });

/** Where a real service would send the mail. */
async function mail(to: string, text: string): Promise<string> {
  return `to ${to}: ${text}`;
}
