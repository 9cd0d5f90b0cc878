import type { Pattern, ValueMatchers } from '../patterns/pattern.js';
import type {
  EventName,
  InsertRecord,
  Item,
  ModifyRecord,
  RemovedBy,
  RemoveRecord,
  StreamRecord,
} from '../records/stream-record.js';

/** What every filter can ask for. All of it must hold. */
interface CommonFilter<T, R> {
  /**
   * A pattern over the item that the record is about: its new image on INSERT and MODIFY, its old image on REMOVE. Use
   * it where one kind of item is meant, whatever happens to it.
   */
  readonly item?: Pattern<T>;
  /** A pattern over the item's key. */
  readonly keys?: Pattern<T>;
  /**
   * Any other condition, evaluated last. Lambda's own filters cannot know it, so records that fail it still invoke
   * the function. Must be synchronous.
   */
  readonly when?: (record: R) => boolean;
}

interface NewImageFilter<T> {
  /** A pattern over the item as it is now. */
  readonly newImage?: Pattern<T>;
}

interface OldImageFilter<T> {
  /** A pattern over the item as it was. */
  readonly oldImage?: Pattern<T>;
}

/** `W` is the item as `when` sees it: where the patterns' attributes are not known, its author may still know them. */
export type InsertFilter<T = Item, W = T> = CommonFilter<T, InsertRecord<W>> & NewImageFilter<T>;

export type ModifyFilter<T = Item, W = T> = CommonFilter<T, ModifyRecord<W>> & NewImageFilter<T> & OldImageFilter<T>;

export type RemoveFilter<T = Item, W = T> = CommonFilter<T, RemoveRecord<W>> &
  OldImageFilter<T> & {
    /** Who deleted the item: DynamoDB, because its time to live was over, or anybody else. */
    readonly by?: RemovedBy;
  };

export type AnyFilter<T = Item, W = T> = CommonFilter<T, StreamRecord<W>> & NewImageFilter<T> & OldImageFilter<T>;

/** `V` is what the paths can point to. */
export type ChangeFilter<T = Item, E extends EventName = EventName, W = T, V = unknown> = CommonFilter<
  T,
  RecordOf<W, E>
> &
  NewImageFilter<T> &
  OldImageFilter<T> & {
    /** What the value at the path was; `{ exists: false }` where it was missing. */
    readonly from?: ValueMatchers<V>;
    /** What the value at the path is now; `{ exists: false }` where it is gone. */
    readonly to?: ValueMatchers<V>;
    /**
     * Which events count as changes: an INSERT is a change from missing, a REMOVE to missing.
     *
     * @default ['MODIFY']
     */
    readonly on?: readonly E[];
  };

/** The filter of a table: it narrows every method of the class. */
export type TableFilter<T = Item, W = T> = AnyFilter<T, W> & {
  /**
   * The name of the class in handler ids, such as `Orders` in `Orders.confirm`: for bundlers that drop or change class
   * names, on which logs and idempotency keys would depend. No other class of the same `bootstrap` may have it. A
   * subclass does not inherit it.
   */
  readonly id?: string;
};

/** The records of the given event names. Conditional, since from an annotated `when` nothing else lets `T` be inferred. */
export type RecordOf<T, E extends EventName> =
  | ('INSERT' extends E ? InsertRecord<T> : never)
  | ('MODIFY' extends E ? ModifyRecord<T> : never)
  | ('REMOVE' extends E ? RemoveRecord<T> : never);
