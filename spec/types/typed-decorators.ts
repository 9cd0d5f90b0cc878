// What `decoratorsFor` accepts: one item type, in the method's record, in paths, in patterns and in `when`.
import {
  type Decorators,
  decoratorsFor,
  type HandlerContext,
  type InsertRecord,
  type ModifyRecord,
  type RemoveRecord,
  type StreamRecord,
} from '../../lib/index.js';
import type { Customer, Entity, Order } from './items.js';

const { OnInsert, OnModify, OnRemove, OnAny, OnChange, Table } = decoratorsFor<Order>();

@Table('Orders', { newImage: { status: ['PAID', 'SHIPPED'] } })
export class Accepted {
  @OnInsert bare(_record: InsertRecord<Order>) {}

  @OnInsert() async called(_record: InsertRecord<Order>, _context: HandlerContext) {}

  @OnInsert({ newImage: { status: ['PAID'] } }) filtered(_record: InsertRecord<Order>) {}

  @OnRemove({ item: { status: 'PAID' } }) ofItem(_record: RemoveRecord<Order>) {}

  @OnChange('status', { item: { total: { numeric: ['>', 5] } } }) ofChanged(_record: ModifyRecord<Order>) {}

  @OnInsert anyKindOfRecord(_record: StreamRecord<Order>) {}

  @OnInsert lessIsEnough(_record: InsertRecord<{ status: string; address?: { city: string } }>) {}

  @OnInsert nothing() {}

  @OnModify modified(_record: ModifyRecord<Order>) {}

  @OnRemove({ by: 'ttl', oldImage: { total: [{ numeric: ['>', 0] }] } }) removed(_record: RemoveRecord<Order>) {}

  @OnAny any(_record: StreamRecord<Order>) {}

  @OnChange('status', { from: 'PAID', to: 'SHIPPED' }) changed(_record: ModifyRecord<Order>) {}

  @OnChange(['status', 'address.city']) oneOf(_record: ModifyRecord<Order>) {}

  @OnChange('note', { on: ['INSERT', 'REMOVE'] }) on(_record: InsertRecord<Order> | RemoveRecord<Order>) {}

  @OnChange('status', { on: ['INSERT', 'MODIFY', 'REMOVE'] }) always(_record: StreamRecord<Order>) {}
}

/** No annotation is needed: the record is known. */
export class When {
  @OnInsert({ when: (record) => record.newImage.total > 100 }) insert() {}

  @OnModify({ when: (record) => record.newImage.total > record.oldImage.total }) modify() {}

  @OnRemove({ when: ({ removedBy, oldImage }) => removedBy === 'user' && oldImage.total > 1 }) remove() {}

  @OnAny({ when: (record) => record.newImage?.status === 'PAID' }) any() {}

  @OnChange('status', { when: (record) => record.newImage.total > record.oldImage.total }) change() {}

  @OnChange('status', { on: ['INSERT', 'MODIFY'], when: (record) => record.newImage.total > 0 }) on() {}

  @OnInsert({ when: (record: InsertRecord<Order>) => record.changed('address.city') }) annotated() {}

  // @ts-expect-error: no such attribute.
  @OnInsert({ when: (record) => record.newImage.totl > 100 }) misspelled() {}

  // @ts-expect-error: an insert has no old image.
  @OnInsert({ when: (record) => record.oldImage.total > 100 }) oldImage() {}

  // @ts-expect-error: with `on`, there may be no old image.
  @OnChange('status', { on: ['INSERT', 'MODIFY'], when: (record) => record.oldImage.total > 1 }) onOld() {}

  // @ts-expect-error: a promise is always truthy.
  @OnInsert({ when: async (record) => record.newImage.total > 100 }) asynchronous() {}
}

export class Refused {
  // @ts-expect-error: an insert is no ModifyRecord.
  @OnInsert insert(_record: ModifyRecord<Order>) {}

  // @ts-expect-error: an insert is no ModifyRecord.
  @OnInsert() insertCalled(_record: ModifyRecord<Order>) {}

  // @ts-expect-error: an insert is no RemoveRecord.
  @OnInsert({ newImage: { status: 'PAID' } }) insertFiltered(_record: RemoveRecord<Order>) {}

  // @ts-expect-error: a modification is no InsertRecord.
  @OnModify modify(_record: InsertRecord<Order>) {}

  // @ts-expect-error: a removal is no ModifyRecord.
  @OnRemove({ by: 'ttl' }) remove(_record: ModifyRecord<Order>) {}

  // @ts-expect-error: not every record is a RemoveRecord.
  @OnAny any(_record: RemoveRecord<Order>) {}

  // @ts-expect-error: a change is a ModifyRecord unless `on` says otherwise.
  @OnChange('status') change(_record: RemoveRecord<Order>) {}

  // @ts-expect-error: with `on`, records without an old image come too.
  @OnChange('status', { on: ['INSERT', 'MODIFY'] }) on(_record: ModifyRecord<Order>) {}

  // @ts-expect-error: another entity.
  @OnInsert customer(_record: InsertRecord<Customer>) {}

  // @ts-expect-error: another entity.
  @OnChange('status') customerChanged(_record: ModifyRecord<Customer>) {}

  // @ts-expect-error: no such key.
  @OnInsert({ newimage: { status: 'PAID' } }) misspelled() {}

  // @ts-expect-error: no such attribute.
  @OnInsert({ newImage: { statu: 'PAID' } }) attribute() {}

  // @ts-expect-error: no such status.
  @OnInsert({ newImage: { status: 'PAYED' } }) literal() {}

  // @ts-expect-error: no such attribute.
  @OnRemove({ item: { statu: 'PAID' } }) item() {}

  // @ts-expect-error: no such path.
  @OnChange('address.town') path() {}

  // @ts-expect-error: no such path among the good ones.
  @OnChange(['status', 'address.town']) paths() {}

  // @ts-expect-error: a static method has no instance to be called on.
  @OnInsert static onClass(_record: InsertRecord<Order>) {}

  // @ts-expect-error: a field is no method.
  @OnInsert field = 1;
}

// @ts-expect-error: no such status.
@Table('Orders', { newImage: { status: 'PAYED' } })
export class WrongTableFilter {}

// @ts-expect-error: no such status.
@Table('Orders', { item: { status: 'PAYED' } })
export class WrongItem {}

// @ts-expect-error: no such attribute.
@Table(/^Orders-/, { newImage: { statu: 'PAID' } })
export class MisspelledTableFilter {}

@Table('Orders', { id: 'Orders', item: { status: 'PAID' } })
export class ById {}

// @ts-expect-error: an id is text.
@Table('Orders', { id: 1 })
export class WrongId {}

const entity = decoratorsFor<Entity>();

/** Several entities in one table: each has its own paths and patterns. */
export class SingleTable {
  @entity.OnInsert insert(record: InsertRecord<Entity>) {
    return record.newImage.type === 'ORDER' ? record.newImage.status : record.newImage.email;
  }

  @entity.OnInsert({ newImage: { type: 'CUSTOMER', email: [{ suffix: '@example.com' }] } }) customer() {}

  @entity.OnInsert({ newImage: { type: ['ORDER', 'CUSTOMER'] } }) either() {}

  @entity.OnInsert({ newImage: { $or: [{ status: 'PAID' }, { email: [{ exists: true }] }] } }) or() {}

  @entity.OnRemove({ item: { type: 'CUSTOMER' } }) customerRemoved() {}

  @entity.OnChange(['email', 'address.city']) moved(_record: ModifyRecord<Entity>) {}

  // @ts-expect-error: the record may be of another entity.
  @entity.OnInsert customerOnly(_record: InsertRecord<Customer>) {}

  // @ts-expect-error: no entity has it.
  @entity.OnChange('address.town') town() {}

  // @ts-expect-error: no entity has it.
  @entity.OnInsert({ newImage: { town: ['Delft'] } }) inTown() {}
}

const untyped: Decorators<Record<string, unknown>> = decoratorsFor<Record<string, unknown>>();

/** An item without known attributes has any path. */
export class AnyItem {
  @untyped.OnChange('a.b[0]["c.d"]') change(_record: ModifyRecord<Record<string, unknown>>) {}

  @untyped.OnInsert({ newImage: { a: { b: ['x', 1, 2n, null, true] } } }) insert(_record: InsertRecord) {}
}
