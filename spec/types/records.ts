// What a handler knows of its record.
import type {
  Change,
  HandlerContext,
  InsertRecord,
  ModifyRecord,
  RemoveRecord,
  StreamRecord,
} from '../../lib/index.js';
import type { Customer, Order } from './items.js';

/** Whether two types are the same, and not only assignable. */
type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

function same<A, B>(_: Same<A, B>): void {}

same<StreamRecord<Order>, InsertRecord<Order> | ModifyRecord<Order> | RemoveRecord<Order>>(true);
same<InsertRecord<Order>['newImage'], Order>(true);
same<InsertRecord<Order>['oldImage'], undefined>(true);
same<ModifyRecord<Order>['oldImage'], Order>(true);
same<RemoveRecord<Order>['newImage'], undefined>(true);
same<RemoveRecord<Order>['removedBy'], 'ttl' | 'user'>(true);
same<StreamRecord<Order>['keys'], Partial<Order>>(true);
same<StreamRecord['createdAt'], Date | undefined>(true);
same<StreamRecord['changes'], readonly Change[]>(true);
same<Change['kind'], 'added' | 'removed' | 'changed'>(true);
same<InsertRecord['newImage'], Record<string, unknown>>(true);
same<HandlerContext['handler']['id'], string>(true);
same<HandlerContext['signal'], AbortSignal>(true);

export function describe(record: StreamRecord<Order>): unknown {
  // @ts-expect-error: only a removal was made by somebody.
  record.removedBy;
  // @ts-expect-error: a removal has no new image.
  record.newImage.total;
  // @ts-expect-error: a record is not to be changed.
  record.raw = undefined;
  switch (record.eventName) {
    case 'INSERT':
      same<typeof record, InsertRecord<Order>>(true);
      return record.newImage.status;
    case 'MODIFY':
      same<typeof record, ModifyRecord<Order>>(true);
      return record.newImage.total - record.oldImage.total;
    case 'REMOVE':
      same<typeof record, RemoveRecord<Order>>(true);
      return [record.removedBy, record.oldImage.total];
    default:
      same<typeof record, never>(true);
      return record;
  }
}

/** A record of an item is one of all that the item is, also where the item is yet to be named. */
export function keyOf<T extends { pk: string }>(record: StreamRecord<T>): string {
  const known: StreamRecord<{ pk: string }> = record;
  return known.eventName === 'REMOVE' ? known.oldImage.pk : known.newImage.pk;
}

export function moved(record: ModifyRecord<Order> | InsertRecord<Customer>): boolean {
  // @ts-expect-error: neither has such a path.
  record.changed('address.town');
  return record.changed() && record.changed('pk');
}
