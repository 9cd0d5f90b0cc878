import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { ConfigurationError } from '../errors.js';
import type { HeardStream } from './heard-streams.js';
import { isTable, type TableOrStream } from './table-or-stream.js';

/** @throws ConfigurationError for a table without a stream */
export function streamArnOf({ name, stream, source }: HeardStream, scope: IConstruct): string {
  const arn = isTable(stream) ? stream.tableStreamArn : stream.streamArn;
  if (arn !== undefined) return arn;
  throw new ConfigurationError(
    `${scope.node.path}: tables.${name}: found a table without a stream, expected one with ${source.viewType} ` +
      '(stream of Table, dynamoStream of TableV2, tableStreamArn of an imported table)',
  );
}

/** What Lambda needs of a stream, as AWS documents it. CDK's own grants give more, or `ListStreams` where it has no effect. */
export function grantStreamRead(stream: TableOrStream, grantee: IGrantable): void {
  stream.encryptionKey?.grantDecrypt(grantee);
  if (!isTable(stream)) {
    stream.grant(grantee, ...KINESIS_ACTIONS);
    return;
  }
  stream.grantStream(grantee, 'dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator');
  // IAM knows no resource for this one: for less than all, it would not be allowed at all.
  Grant.addToPrincipal({ grantee, actions: ['dynamodb:ListStreams'], resourceArns: ['*'] });
}

const KINESIS_ACTIONS = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
  'kinesis:SubscribeToShard',
];
