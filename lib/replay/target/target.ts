import type { DynamoDBRecord, KinesisStreamRecord } from 'aws-lambda';

/** An element of a Lambda event: of DynamoDB Streams, or of Kinesis Data Streams for DynamoDB. */
export type DeliveredRecord = DynamoDBRecord | KinesisStreamRecord;

/** A record that was not handled. */
export interface DeliveryFailure {
  readonly eventID: string | undefined;
  /** What the handler threw, or why the record did not get to it, in one line. */
  readonly reason: string;
}

/** What became of the records: `handled` and the failures add up to all that were delivered. */
export interface DeliveryResult {
  /** How many records ran through all handlers that wanted them, or were wanted by none. */
  readonly handled: number;
  readonly failures: readonly DeliveryFailure[];
}

/** Where records are replayed to: handlers on this machine, or a deployed function. */
export interface ReplayTarget {
  /**
   * Has these records handled, in order. A record that fails does not keep the others from being handled, but for those
   * of the same item that follow it: they would be out of order, and fail with it.
   *
   * @throws ConfigurationError where nothing can be delivered: no such function, no credentials, no answer
   */
  deliver(records: readonly DeliveredRecord[]): Promise<DeliveryResult>;
  /**
   * The same with some of its handlers alone, by their ids, such as `OrderTotals.add`, or by their class alone. Absent where
   * that is impossible: a deployed function runs all its handlers.
   *
   * @throws ConfigurationError for a name that is no handler's
   */
  select?(names: readonly string[]): SelectedTarget;
  /** Why the records of this table would all fail, where that is known beforehand: no handler hears it. */
  whyUnheard?(table: string | undefined): string | undefined;
  close(): Promise<void>;
}

/** A target that runs some of its handlers alone. */
export interface SelectedTarget extends ReplayTarget {
  /** The ids of those that run. */
  readonly handlers: readonly string[];
  /** The ids of those that do not. */
  readonly omitted: readonly string[];
}
