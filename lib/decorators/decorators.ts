import { withoutId } from '../class-names.js';
import type { Item } from '../records/stream-record.js';
import type { DecoratorName } from '../routing/declaration.js';
import type { TableFilter } from '../routing/filter.js';
import { declareRoute, declareTable, isApplied, misplaced } from './metadata.js';
import type {
  Decorators,
  OnAnyDecorator,
  OnChangeDecorator,
  OnInsertDecorator,
  OnModifyDecorator,
  OnRemoveDecorator,
  TableDecorator,
} from './types.js';

/**
 * Runs the method for every item that was put where there was none.
 *
 * @example
 * ```ts
 * class OrderHandlers {@OnInsert({ keys: { sk: 'ORDER' } })
 *   async confirm(record: InsertRecord<Order>) {
 *     await mail.send(record.newImage.email, 'Thank you');
 *   }
 * }
 * ```
 */
export const OnInsert: OnInsertDecorator = /* @__PURE__ */ plainDecorator('OnInsert');

/**
 * Runs the method for every item that was changed.
 *
 * @example
 * ```ts
 * class OrderHandlers {@OnModify
 *   async index(record: ModifyRecord<Order>) {
 *     await search.put(record.newImage);
 *   }
 * }
 * ```
 */
export const OnModify: OnModifyDecorator = /* @__PURE__ */ plainDecorator('OnModify');

/**
 * Runs the method for every item that was deleted; `by: 'ttl'` for those whose time to live was over.
 *
 * @example
 * ```ts
 * class OrderHandlers {@OnRemove({ by: 'ttl' })
 *   async expired(record: RemoveRecord<Order>) {
 *     await archive.put(record.oldImage);
 *   }
 * }
 * ```
 */
export const OnRemove: OnRemoveDecorator = /* @__PURE__ */ plainDecorator('OnRemove');

/**
 * Runs the method for every record; `record.eventName` tells what happened.
 *
 * @example
 * ```ts
 * class OrderHandlers {@OnAny
 *   async audit(record: StreamRecord<Order>) {
 *     await archive.put(record.changes);
 *   }
 * }
 * ```
 */
export const OnAny: OnAnyDecorator = /* @__PURE__ */ plainDecorator('OnAny');

/**
 * Runs the method where the value at a path differs between the old and the new image. Needs a stream with both.
 *
 * @param path `status`, `address.city`, `lines[0].qty`, `["dotted.name"].x`; of several, one is enough.
 * @param filter `from` and `to` match the old and the new value, `on` also counts INSERT and REMOVE as changes.
 * @example
 * ```ts
 * class OrderHandlers {@OnChange('status', { to: 'SHIPPED' })
 *   async shipped(record: ModifyRecord<Order>) {
 *     await mail.send(record.newImage.email, 'On its way');
 *   }
 * }
 * ```
 */
export const OnChange: OnChangeDecorator = (paths, filter, ...rest: unknown[]) => {
  refuseBare("@OnChange('status')", paths, filter, ...rest);
  return declareRoute.bind(undefined, { decorator: 'OnChange', paths, filter });
};

/**
 * Binds a class to a table: it hears that table's stream only. Subclasses inherit it.
 *
 * @param name The table's name, a regular expression for several, or a function that `bootstrap` calls once, for
 * names that come from the environment.
 * @param filter Narrows every method of the class. `item` is the pattern for one kind of item in a table of several: it
 * holds for deleted items, too. `id` names the class in handler ids, for bundlers that drop class names.
 * @example
 * ```ts
 * const OrdersTable = Table(() => process.env.ORDERS_TABLE ?? 'Orders', { item: { type: 'ORDER' } });
 * ```
 */
export function Table<W = Item>(name: string | RegExp | (() => string), filter?: TableFilter<Item, W>): TableDecorator {
  refuseBare("@Table('Orders')", name, filter);
  return declareTable.bind(undefined, { name, ...withoutId(filter) });
}

/**
 * The same decorators for one kind of item: attribute paths complete and are checked, and a method with the wrong
 * record type does not compile.
 *
 * @example
 * ```ts
 * const { OnChange } = decoratorsFor<Order>();
 * ```
 */
export function decoratorsFor<T>(): Decorators<T> {
  // They differ for the compiler only.
  return { OnInsert, OnModify, OnRemove, OnAny, OnChange, Table } as Decorators<T>;
}

/** A decorator that works bare, called, and with a filter. */
function plainDecorator<D>(decorator: DecoratorName): D {
  const apply = (...args: unknown[]) =>
    isApplied(args)
      ? declareRoute({ decorator }, ...args)
      : declareRoute.bind(undefined, { decorator, filter: args[0] });
  // The overloads of `D` say which arguments give which of the two results.
  return apply as D;
}

/** For a decorator that has to be called. */
function refuseBare(expected: string, ...args: unknown[]): void {
  if (isApplied(args)) throw misplaced('a bare decorator', expected, args[0]);
}
