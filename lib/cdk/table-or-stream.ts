import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { StreamService } from '../event-source/stream-access.js';

/** Where changes come from: a table with its own stream, or the Kinesis data stream that DynamoDB writes them to. */
export type TableOrStream = Implemented<ITable> | Implemented<IStream>;

/** An interface as CDK's classes have it: with `exactOptionalPropertyTypes`, not even its own `Table` would be an `ITable`. */
type Implemented<Interface> = {
  readonly [Name in keyof Interface]: object extends Pick<Interface, Name>
    ? Interface[Name] | undefined
    : Interface[Name];
};

export function isTable(either: TableOrStream): either is Implemented<ITable> {
  return 'tableArn' in either;
}

export function serviceOf(either: TableOrStream): StreamService {
  return isTable(either) ? 'dynamodb' : 'kinesis';
}
