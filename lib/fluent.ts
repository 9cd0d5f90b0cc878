import { withoutId } from './class-names.js';
import type { HandlerMethod } from './decorators/types.js';
import { checkKeys, unexpected } from './errors.js';
import type { PathOf } from './records/path-of.js';
import type {
  EventName,
  InsertRecord,
  Item,
  ModifyRecord,
  RemoveRecord,
  StreamRecord,
} from './records/stream-record.js';
import type { ValueAt } from './records/value-at.js';
import type { Declaration, DecoratorName, TableDeclaration } from './routing/declaration.js';
import type {
  AnyFilter,
  ChangeFilter,
  InsertFilter,
  ModifyFilter,
  RecordOf,
  RemoveFilter,
  TableFilter,
} from './routing/filter.js';

export interface StreamOptions<T = Item> {
  /** As in `@Table`: the table to hear, all if omitted. */
  readonly table?: string | RegExp | (() => string);
  /** Narrows every handler. */
  readonly filter?: TableFilter<T>;
  /** The first half of the handlers' ids; no other stream and no class of the same `bootstrap` may have it. */
  readonly id?: string;
  /** As `id`, but a second stream of that name gets `#2` behind it. @default 'stream' */
  readonly name?: string;
}

/** Handlers without a class; each method adds one and returns the stream. */
export interface StreamHandlers<T = Item> {
  onInsert(handler: HandlerMethod<InsertRecord<T>>): this;
  onInsert(filter: InsertFilter<T>, handler: HandlerMethod<InsertRecord<T>>): this;
  onModify(handler: HandlerMethod<ModifyRecord<T>>): this;
  onModify(filter: ModifyFilter<T>, handler: HandlerMethod<ModifyRecord<T>>): this;
  onRemove(handler: HandlerMethod<RemoveRecord<T>>): this;
  onRemove(filter: RemoveFilter<T>, handler: HandlerMethod<RemoveRecord<T>>): this;
  onAny(handler: HandlerMethod<StreamRecord<T>>): this;
  onAny(filter: AnyFilter<T>, handler: HandlerMethod<StreamRecord<T>>): this;
  onChange(path: PathOf<T> | readonly PathOf<T>[], handler: HandlerMethod<ModifyRecord<T>>): this;
  onChange<E extends EventName = 'MODIFY', P extends PathOf<T> = PathOf<T>>(
    path: P | readonly P[],
    filter: ChangeFilter<T, E, T, ValueAt<T, P>>,
    handler: HandlerMethod<RecordOf<T, E>>,
  ): this;
}

/** One handler of a `stream()`. */
export interface FluentHandler {
  readonly declaration: Declaration;
  readonly handler: (...args: unknown[]) => unknown;
}

/** What `bootstrap` reads of a `stream()`. */
export interface FluentStream {
  readonly name: string;
  readonly table: TableDeclaration;
  readonly handlers: readonly FluentHandler[];
}

// Registered, since the ESM and the CommonJS build may both be loaded.
const FLUENT = Symbol.for('onstream.stream');

/**
 * The same as a class with decorators, for plain JavaScript and for one-liners.
 *
 * @throws ConfigurationError where a handler is no function, or the name no text; what is wrong with a filter, a path or
 * an id, `bootstrap` says.
 * @example
 * ```ts
 * export const handler = bootstrap(
 *   stream<Order>({ table: 'Orders' })
 *     .onInsert((order) => mail.send(order.newImage.email, 'Thank you'))
 *     .onChange('status', { to: 'SHIPPED' }, (order) => mail.send(order.newImage.email, 'On its way')),
 * );
 * ```
 */
export function stream<T = Item>(options: StreamOptions<T> = {}): StreamHandlers<T> {
  checkKeys(options, ['id', 'name', 'table', 'filter'], 'stream');
  const { id: idInFilter, filter } = withoutId(options.filter);
  const { id = idInFilter, name = 'stream' } = options;
  if (typeof name !== 'string' || !/^\P{C}+$/u.test(name))
    throw unexpected('stream.name', name, 'text, without invisible characters');
  // A table named by a variable of the environment that is not set is not every table.
  const table = { ...('table' in options && { name: options.table }), id, filter, filterOf: 'stream()' };
  const handlers: FluentHandler[] = [];
  const adder =
    (decorator: DecoratorName) =>
    (...args: unknown[]) => {
      const paths = decorator === 'OnChange' ? args.shift() : undefined;
      const handler = args.pop();
      if (typeof handler !== 'function') throw unexpected(`${name}.${decorator}`, handler, 'a function');
      handlers.push({
        declaration: { decorator, paths, filter: args[0] },
        handler: handler as FluentHandler['handler'],
      });
      return builder;
    };
  const builder = {
    onInsert: adder('OnInsert'),
    onModify: adder('OnModify'),
    onRemove: adder('OnRemove'),
    onAny: adder('OnAny'),
    onChange: adder('OnChange'),
    [FLUENT]: { name, table, handlers },
  };
  return builder as StreamHandlers<T>;
}

/** The handlers inside a `stream()`; `undefined` for anything else. */
export function fluentStreamOf(value: unknown): FluentStream | undefined {
  return Object(value)[FLUENT];
}
