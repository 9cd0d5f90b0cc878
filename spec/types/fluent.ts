// What `stream()` accepts: the same as the typed decorators, in the arguments of its methods.
import {
  type InsertRecord,
  type Item,
  type ModifyRecord,
  type RemoveRecord,
  type StreamHandlers,
  type StreamRecord,
  stream,
} from '../../lib/index.js';
import type { Customer, Entity, Order } from './items.js';

export const chained: StreamHandlers<Order> = stream<Order>({
  table: 'Orders',
  filter: { newImage: { type: 'ORDER' } },
})
  .onInsert((record) => record.newImage.total.toFixed(2))
  .onInsert({ newImage: { status: ['PAID'] } }, async (record, { signal }) => [record.newImage.status, signal.aborted])
  .onModify(({ oldImage, newImage }) => newImage.total - oldImage.total)
  .onModify({ when: (record) => record.changed('address.city') }, () => undefined)
  .onRemove((record) => record.removedBy === 'ttl' && record.oldImage.total)
  .onRemove({ by: 'user' }, (record: RemoveRecord<Order>) => record.oldImage)
  .onAny((record) => (record.eventName === 'REMOVE' ? record.oldImage.total : record.newImage.total))
  .onAny({ keys: { pk: { prefix: 'ORDER#' } } }, (record: StreamRecord<Order>) => record.keys.pk)
  .onChange('status', (record) => record.oldImage.status)
  .onChange('status', { from: 'PAID', to: 'SHIPPED' }, (record: ModifyRecord<Order>) => record.newImage)
  .onChange(['address.city', 'lines[0].qty'], { when: ({ newImage }) => newImage.express }, () => undefined)
  .onChange('note', { on: ['INSERT', 'MODIFY'] }, (record) => record.newImage.note)
  .onChange('note', { on: ['REMOVE'] }, (record) => record.oldImage.note);

export const untyped: StreamHandlers = stream()
  .onInsert((record) => {
    const item: Item = record.newImage;
    return item.whatever;
  })
  .onInsert({ newImage: { a: { b: ['x'] }, $or: [{ c: 1 }, { d: 2 }] } }, () => undefined)
  .onChange('what.ever[0]', () => undefined);

stream({ table: /^Orders-/, name: 'orders' });
stream({ table: () => process.env.ORDERS_TABLE ?? 'Orders' });
stream<Entity>().onInsert((record) =>
  record.newImage.type === 'ORDER' ? record.newImage.lines : record.newImage.email,
);

const orders = stream<Order>();
// @ts-expect-error: an insert is no ModifyRecord.
orders.onInsert((record: ModifyRecord<Order>) => record);
// @ts-expect-error: another entity.
orders.onInsert((record: InsertRecord<Customer>) => record);
// @ts-expect-error: an insert has no old image.
orders.onInsert((record) => record.oldImage.total);
// @ts-expect-error: no such attribute.
orders.onModify((record) => record.newImage.totl);
// @ts-expect-error: not every record has a new image.
orders.onAny((record) => record.newImage.total);
// @ts-expect-error: no such status.
orders.onInsert({ newImage: { status: 'PAYED' } }, () => undefined);
// @ts-expect-error: an insert has no old image.
orders.onInsert({ oldImage: { status: 'PAID' } }, () => undefined);
// @ts-expect-error: only removals have somebody who made them.
orders.onModify({ by: 'ttl' }, () => undefined);
// @ts-expect-error: no such path.
orders.onChange('address.town', () => undefined);
// @ts-expect-error: no such path among the good ones.
orders.onChange(['status', 'address.town'], {}, () => undefined);
// @ts-expect-error: with `on`, there may be no old image.
orders.onChange('note', { on: ['INSERT', 'MODIFY'] }, (record) => record.oldImage.note);
// @ts-expect-error: the handler comes last.
orders.onInsert(() => undefined, { newImage: { status: 'PAID' } });
// @ts-expect-error: a handler is needed.
orders.onInsert({ newImage: { status: 'PAID' } });
// @ts-expect-error: no such option.
stream({ tabel: 'Orders' });
// @ts-expect-error: no such attribute.
stream<Order>({ filter: { newImage: { typ: 'ORDER' } } });
