/** The function that is bundled and run. What it logs tells which records reached it. */
import { once } from 'node:events';
import {
  bootstrap,
  type HandlerContext,
  type InsertRecord,
  type ModifyRecord,
  OnChange,
  OnInsert,
  OnModify,
  Table,
} from 'onstream';

export interface Order {
  pk: string;
  status: 'PAID' | 'SHIPPED' | 'POISON' | 'SLOW' | 'STUCK';
  email: string;
}

@Table('Orders')
class OrderHandlers {
  @OnInsert
  confirm({ newImage }: InsertRecord<Order>) {
    console.log(`confirmed ${newImage.pk}`);
  }

  @OnChange('status', { from: 'PAID', to: 'SHIPPED' })
  async shipped({ newImage, changes }: ModifyRecord<Order>, { lambda }: HandlerContext) {
    console.log(`shipped ${newImage.pk}, ${changes.length} change, by ${lambda?.invokedFunctionArn}`);
  }

  @OnModify({ newImage: { status: 'POISON' } })
  poisoned() {
    throw new TypeError('bad order');
  }

  /** Would take for ever, were it not told that time is up. */
  @OnModify({ newImage: { status: 'SLOW' } })
  async slow({ keys }: ModifyRecord<Order>, { signal }: HandlerContext) {
    console.log(`began ${keys.pk}`);
    if (!signal.aborted) await once(signal, 'abort');
    console.log(`came to an end with ${keys.pk}`);
  }

  /** Does not listen. */
  @OnModify({ newImage: { status: 'STUCK' } })
  stuck({ keys }: ModifyRecord<Order>) {
    console.log(`began ${keys.pk}`);
    return new Promise(() => undefined);
  }
}

/** Twice the default, so that a busy machine answers in time as well. */
const timeoutMarginMs = 1000;

export const reporting = bootstrap(OrderHandlers, { reportBatchItemFailures: true, timeoutMarginMs });
export const throwing = bootstrap(OrderHandlers, { timeoutMarginMs });
