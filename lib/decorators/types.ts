import type { PathOf } from '../records/path-of.js';
import type {
  EventName,
  InsertRecord,
  Item,
  ModifyRecord,
  RemoveRecord,
  StreamRecord,
} from '../records/stream-record.js';
import type { ValueAt } from '../records/value-at.js';
import type {
  AnyFilter,
  ChangeFilter,
  InsertFilter,
  ModifyFilter,
  RecordOf,
  RemoveFilter,
  TableFilter,
} from '../routing/filter.js';
import type { HandlerContext } from '../routing/handler.js';

/** What handles a record: a method, or a function given to `stream()`. Its value ends up in the batch's `results`. */
export type HandlerMethod<R> = (record: R, context: HandlerContext) => unknown;

/** What the older dialect passes for a method, but not for a static one: that is the class itself. */
type Prototype = object & { readonly prototype?: never };

/**
 * A decorator for methods that take an `R`, in both dialects: standard decorators, and TypeScript's
 * `experimentalDecorators`. A method of another record type does not compile.
 */
export interface HandlerDecorator<R> {
  <F extends HandlerMethod<R>>(
    method: F,
    context: ClassMethodDecoratorContext<unknown, F> & { readonly static: false; readonly private: false },
  ): void;
  <F extends HandlerMethod<R>>(
    prototype: Prototype,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): void;
}

// `never` as the item: a record of it is a record of every item, so the method may name its own.

export interface OnInsertDecorator extends HandlerDecorator<InsertRecord<never>> {
  <W = Item>(filter?: InsertFilter<Item, W>): HandlerDecorator<InsertRecord<never>>;
}

export interface OnModifyDecorator extends HandlerDecorator<ModifyRecord<never>> {
  <W = Item>(filter?: ModifyFilter<Item, W>): HandlerDecorator<ModifyRecord<never>>;
}

export interface OnRemoveDecorator extends HandlerDecorator<RemoveRecord<never>> {
  <W = Item>(filter?: RemoveFilter<Item, W>): HandlerDecorator<RemoveRecord<never>>;
}

export interface OnAnyDecorator extends HandlerDecorator<StreamRecord<never>> {
  <W = Item>(filter?: AnyFilter<Item, W>): HandlerDecorator<StreamRecord<never>>;
}

export type OnChangeDecorator = <E extends EventName = 'MODIFY', W = Item>(
  path: string | readonly string[],
  filter?: ChangeFilter<Item, E, W>,
) => HandlerDecorator<RecordOf<never, E>>;

/** A decorator for classes, in both dialects. */
export type TableDecorator = (
  target: abstract new (...args: never) => unknown,
  context?: ClassDecoratorContext,
) => void;

/** The decorators for one kind of item: its attributes complete in paths and patterns, and are checked. */
export interface Decorators<T> {
  readonly OnInsert: ((filter?: InsertFilter<T>) => HandlerDecorator<InsertRecord<T>>) &
    HandlerDecorator<InsertRecord<T>>;
  readonly OnModify: ((filter?: ModifyFilter<T>) => HandlerDecorator<ModifyRecord<T>>) &
    HandlerDecorator<ModifyRecord<T>>;
  readonly OnRemove: ((filter?: RemoveFilter<T>) => HandlerDecorator<RemoveRecord<T>>) &
    HandlerDecorator<RemoveRecord<T>>;
  readonly OnAny: ((filter?: AnyFilter<T>) => HandlerDecorator<StreamRecord<T>>) & HandlerDecorator<StreamRecord<T>>;
  readonly OnChange: <E extends EventName = 'MODIFY', P extends PathOf<T> = PathOf<T>>(
    path: P | readonly P[],
    filter?: ChangeFilter<T, E, T, ValueAt<T, P>>,
  ) => HandlerDecorator<RecordOf<T, E>>;
  readonly Table: (name: string | RegExp | (() => string), filter?: TableFilter<T>) => TableDecorator;
}
