// What the plain decorators accept: any item type that the method names, but only their own kind of record.
import {
  type HandlerContext,
  type InsertRecord,
  type Item,
  type ModifyRecord,
  OnAny,
  OnChange,
  OnInsert,
  OnModify,
  OnRemove,
  type RemoveRecord,
  type StreamRecord,
  Table,
} from '../../lib/index.js';
import type { Customer, Order } from './items.js';

@Table('Orders', { newImage: { type: 'ORDER' } })
export class Accepted {
  @OnInsert bare(record: InsertRecord<Order>): string {
    return record.newImage.status;
  }

  @OnInsert() async called(record: InsertRecord<Order>, context: HandlerContext): Promise<string> {
    return context.handler.id + record.newImage.status;
  }

  @OnInsert({ newImage: { type: ['ORDER'], address: { country: 'NL' } } }) filtered(_record: InsertRecord<Customer>) {}

  @OnInsert({ newImage: { $or: [{ status: 'PAID' }, { address: { $or: [{ city: 'Delft' }, { country: 'BE' }] } }] } })
  alternatives(_record: InsertRecord<Order>) {}

  @OnAny({ item: { type: 'ORDER' } }) ofItem(_record: StreamRecord<Order>) {}

  @OnInsert anyKindOfRecord(_record: StreamRecord<Order>) {}

  @OnInsert untyped(record: InsertRecord): unknown {
    return record.newImage.whatever;
  }

  @OnInsert someKinds(_record: InsertRecord<Order> | RemoveRecord<Order>) {}

  @OnInsert nothing() {}

  @OnModify modified(_record: ModifyRecord<Order>) {}

  @OnModify({ oldImage: { status: 'PAID' }, keys: { pk: [{ prefix: 'ORDER#' }] } }) narrowed(
    _record: ModifyRecord<Order>,
  ) {}

  @OnRemove removed(_record: RemoveRecord<Order>) {}

  @OnRemove({ by: 'ttl' }) expired(_record: RemoveRecord<Order>) {}

  @OnAny any(_record: StreamRecord<Order>) {}

  @OnAny() untypedAny(_record: StreamRecord) {}

  @OnChange('status', { from: 'PAID', to: ['SHIPPED', { exists: false }] }) changed(_record: ModifyRecord<Order>) {}

  @OnChange(['status', 'address.city']) oneOf(_record: ModifyRecord<Order>) {}

  @OnChange('status', { on: ['INSERT', 'MODIFY'] }) on(_record: InsertRecord<Order> | ModifyRecord<Order>) {}

  @OnInsert @OnModify @OnRemove({ by: 'user' }) several(_record: StreamRecord<Order>) {}

  @OnInsert protected hidden(_record: InsertRecord<Order>) {}

  @OnInsert private ownBusiness(_record: InsertRecord<Order>) {}

  @OnInsert async *generator(_record: InsertRecord<Order>) {}

  @OnInsert [Symbol.for('named by a symbol')](_record: InsertRecord<Order>) {}

  mentioned(): unknown {
    return this.ownBusiness;
  }
}

/** What `when` is given follows its annotation, and the record of the decorator where it has none. */
export class When {
  @OnInsert({ when: (record: InsertRecord<Order>) => record.newImage.total > 100 }) annotated(
    _record: InsertRecord<Order>,
  ) {}

  @OnAny({ when: (record: StreamRecord<Order>) => record.newImage?.status === 'PAID' }) any(_: StreamRecord<Order>) {}

  @OnRemove({ by: 'ttl', when: (record: RemoveRecord<Order>) => record.oldImage.total > 1 }) removed() {}

  @OnChange('total', { when: (record: ModifyRecord<Order>) => record.newImage.total > record.oldImage.total })
  changed(_record: ModifyRecord<Order>) {}

  @OnChange('total', {
    on: ['INSERT', 'MODIFY'],
    when: (record: InsertRecord<Order> | ModifyRecord<Order>) => record.newImage.total > 1,
  })
  on(_record: InsertRecord<Order> | ModifyRecord<Order>) {}

  @OnChange('total', { on: ['REMOVE'], when: (record: StreamRecord<Order>) => record.oldImage?.total === 1 })
  removal(_record: RemoveRecord<Order>) {}

  @OnInsert({
    when: (record) => {
      const item: Item = record.newImage;
      return item.total !== undefined;
    },
  })
  inferred(_record: InsertRecord<Order>) {}

  // @ts-expect-error: a ModifyRecord is not what an insert is.
  @OnInsert({ when: (record: ModifyRecord<Order>) => record.newImage.total > 1 }) otherKind() {}

  // @ts-expect-error: a promise is always truthy.
  @OnInsert({ when: async (record: InsertRecord<Order>) => record.newImage.total > 1 }) asynchronous() {}
}

const bound = Table(() => 'Orders', { when: (record: StreamRecord<Order>) => record.newImage?.total === 1 });

@bound
export class TableWithArguments extends Accepted {
  constructor(readonly dependency: { readonly stays: 'here' }) {
    super();
  }
}

@Table(/^Orders-/)
export abstract class AbstractTable {
  @OnInsert handle(_record: InsertRecord<Order>) {}
  abstract part(): void;
}

export class Refused {
  // @ts-expect-error: an insert is no ModifyRecord.
  @OnInsert insert(_record: ModifyRecord<Order>) {}

  // @ts-expect-error: an insert is no RemoveRecord.
  @OnInsert() insertCalled(_record: RemoveRecord<Order>) {}

  // @ts-expect-error: an insert is no ModifyRecord.
  @OnInsert({ newImage: { type: 'ORDER' } }) insertFiltered(_record: ModifyRecord<Order>) {}

  // @ts-expect-error: a modification is no InsertRecord.
  @OnModify modify(_record: InsertRecord<Order>) {}

  // @ts-expect-error: a removal is no InsertRecord.
  @OnRemove remove(_record: InsertRecord<Order>) {}

  // @ts-expect-error: not every record is an InsertRecord.
  @OnAny any(_record: InsertRecord<Order>) {}

  // @ts-expect-error: a change is a ModifyRecord unless `on` says otherwise.
  @OnChange('status') change(_record: InsertRecord<Order>) {}

  // @ts-expect-error: with `on`, records without an old image come too.
  @OnChange('status', { on: ['INSERT', 'MODIFY'] }) on(_record: ModifyRecord<Order>) {}

  // @ts-expect-error: the item itself is not the record.
  @OnInsert item(_item: string) {}

  // @ts-expect-error: the context is the second parameter.
  @OnInsert context(_record: InsertRecord<Order>, _context: number) {}

  // @ts-expect-error: there is no third parameter.
  @OnInsert third(_record: InsertRecord<Order>, _context: HandlerContext, _next: () => void) {}

  // @ts-expect-error: no such key.
  @OnInsert({ newimage: { type: 'ORDER' } }) misspelled() {}

  // @ts-expect-error: only removals have somebody who made them.
  @OnInsert({ by: 'ttl' }) by() {}

  // @ts-expect-error: nobody else deletes.
  @OnRemove({ by: 'lambda' }) byWhom() {}

  // @ts-expect-error: an insert has no old image.
  @OnInsert({ oldImage: { type: 'ORDER' } }) oldImage() {}

  // @ts-expect-error: a removal has no new image.
  @OnRemove({ newImage: { type: 'ORDER' } }) newImage() {}

  // @ts-expect-error: only @OnChange knows `from`.
  @OnModify({ from: 'PAID' }) from() {}

  // @ts-expect-error: no such event.
  @OnChange('status', { on: ['UPDATE'] }) update() {}

  // @ts-expect-error: a path is needed.
  @OnChange change0() {}

  // @ts-expect-error: a path is needed.
  @OnChange() change1() {}

  // @ts-expect-error: paths are text.
  @OnChange(42) change2() {}

  // @ts-expect-error: undefined is no value that DynamoDB has.
  @OnInsert({ newImage: { status: [undefined] } }) pattern() {}

  // @ts-expect-error: a function matches nothing.
  @OnInsert({ newImage: { total: () => true } }) functional() {}
}

/** Members that are no methods of an instance; private (`#`) ones cannot be decorated in the older dialect at all. */
export class Misplaced {
  // @ts-expect-error: a static method has no instance to be called on.
  @OnInsert static onClass(_record: InsertRecord<Order>) {}

  // @ts-expect-error: a static method has no instance to be called on.
  @OnChange('status') static changed(_record: ModifyRecord<Order>) {}

  // @ts-expect-error: a field is no method.
  @OnInsert field = (_record: InsertRecord<Order>) => undefined;

  // @ts-expect-error: an accessor is no method.
  @OnInsert get getter() {
    return 1;
  }
}

// @ts-expect-error: a class is no method.
@OnInsert
export class OnClass {}

// @ts-expect-error: a class is no method.
@OnChange('status')
export class ChangeOnClass {}

// @ts-expect-error: a name is needed.
@Table
export class BareTable {}

// @ts-expect-error: a name is needed.
@Table()
export class NamelessTable {}

// @ts-expect-error: a table's name is text.
@Table(42)
export class NumberedTable {}

// @ts-expect-error: the environment may lack the name: `() => process.env.TABLE ?? 'Orders'` says what then.
@Table(process.env.TABLE)
export class EnvironmentTable {}

export class TableOnMethod {
  // @ts-expect-error: a method is no class.
  @Table('Orders') method() {}
}

declare const privateMember: ClassMethodDecoratorContext<Accepted, (record: InsertRecord<Order>) => void> & {
  readonly static: false;
  readonly private: true;
};
// @ts-expect-error: a private method cannot be called from outside.
OnInsert((_record: InsertRecord<Order>) => undefined, privateMember);
