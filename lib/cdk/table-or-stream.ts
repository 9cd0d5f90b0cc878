import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { StreamService } from '../event-source/stream-access.js';

/**
 * Where changes come from: a table with its own stream, the Kinesis data stream that DynamoDB writes them to, or a consumer
 * of that.
 */
export type TableOrStream = TableConstruct | Implemented<IStream> | StreamConsumer;

export type TableConstruct = Implemented<ITable>;

/** What is used of CDK's `StreamConsumer`, which older versions do not have. */
export interface StreamConsumer {
  readonly node: IStream['node'];
  readonly streamConsumerArn: string;
  readonly stream: Implemented<IStream>;
}

/** An interface as CDK's classes have it: with `exactOptionalPropertyTypes`, not even its own `Table` would be an `ITable`. */
type Implemented<Interface> = {
  readonly [Name in keyof Interface]: object extends Pick<Interface, Name>
    ? Interface[Name] | undefined
    : Interface[Name];
};

export function isTable(either: TableOrStream): either is TableConstruct {
  return 'tableArn' in either;
}

export function isConsumer(either: TableOrStream): either is StreamConsumer {
  return 'streamConsumerArn' in either;
}

export function serviceOf(either: TableOrStream): StreamService {
  return isTable(either) ? 'dynamodb' : 'kinesis';
}
