import type { EventInvokeConfigOptions, FunctionOptions, IEventSourceDlq, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { TableOrStream } from './table-or-stream.js';

/** What Lambda does with asynchronous invocations only, which a stream's are not: it would silently do nothing. */
type AsynchronousOptions =
  | keyof EventInvokeConfigOptions
  | 'deadLetterQueue'
  | 'deadLetterQueueEnabled'
  | 'deadLetterTopic';

/** CDK's options of a function, and what is particular about one that hears tables. */
export interface StreamFunctionProps extends Omit<FunctionOptions, AsynchronousOptions> {
  /**
   * The TypeScript or JavaScript module that exports a `bootstrap` handler, or decorated classes, as `onstream build`
   * takes it; a relative path starts at the working directory.
   */
  readonly entry: string;
  /**
   * The tables that the handlers hear, each under the name that `@Table` says, or the regular expression between slashes.
   * Any names do for handlers without `@Table`, and those that it matches for a regular expression. A Kinesis data stream
   * stands for the table whose changes DynamoDB writes to it, as does a consumer of one (enhanced fan-out); where the handlers take the table's name from the
   * environment, it is given as `{ [table.tableName]: stream }`.
   */
  readonly tables: Readonly<Record<string, TableOrStream>>;
  /**
   * Where Lambda sends word of batches that it gives up: a standard queue or topic, or a bucket. Queues and topics get the
   * place of a batch in the stream, which keeps the records for 24 hours; buckets get the records too.
   *
   * @default what the code says as `eventSource.onFailureDestinationArn`, else a queue, which keeps it for 14 days
   */
  readonly onFailure?: IEventSourceDlq;
  /** @default nodejs24.x */
  readonly runtime?: Runtime;
  /**
   * How long the log group that is made keeps what the function logs; one that is given as `logGroup` has its own.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * Whether AWS SDK packages get into the bundle, too; Lambda's runtimes have them.
   *
   * @default false
   */
  readonly bundleSdk?: boolean;
}
