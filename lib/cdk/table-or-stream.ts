import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';

/** Where changes come from: a table with its own stream, or the Kinesis data stream that DynamoDB writes them to. */
export type TableOrStream = ITable | IStream;

export function isTable(either: TableOrStream): either is ITable {
  return 'tableArn' in either;
}
