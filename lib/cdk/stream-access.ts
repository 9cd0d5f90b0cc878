import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { ConfigurationError } from '../errors.js';
import { type KinesisArns, kinesisArns } from '../event-source/arn.js';
import { CONSUME_ACTIONS, CONSUMED_STREAM_ACTIONS, LIST_ACTIONS, READ_ACTIONS } from '../event-source/stream-access.js';
import type { HeardStream } from './heard-streams.js';
import { isConsumer, isTable, serviceOf, type TableOrStream } from './table-or-stream.js';

/** The ARN that a mapping names. @throws ConfigurationError for a table without a stream */
export function streamArnOf({ name, stream, source }: HeardStream, scope: IConstruct): string {
  if (!isTable(stream)) {
    const { streamArn, consumerArn = streamArn } = arnsOf(stream);
    return consumerArn;
  }
  if (stream.tableStreamArn !== undefined) return stream.tableStreamArn;
  throw new ConfigurationError(
    `${scope.node.path}: tables.${name}: found a table without a stream, expected one with ${source.viewType} ` +
      '(stream of Table, dynamoStream of TableV2, tableStreamArn of an imported table)',
  );
}

/** The ARN of the stream that is read, also where a consumer is what the mapping names. @throws ConfigurationError */
export function readArnOf(heard: HeardStream, scope: IConstruct): string {
  return isTable(heard.stream) ? streamArnOf(heard, scope) : arnsOf(heard.stream).streamArn;
}

type KinesisStream = Exclude<TableOrStream, { readonly tableArn: string }>;

/** An imported stream may have been given the ARN of a consumer. */
function arnsOf(stream: KinesisStream): KinesisArns {
  if (isConsumer(stream)) return { streamArn: stream.stream.streamArn, consumerArn: stream.streamConsumerArn };
  return Token.isUnresolved(stream.streamArn) ? { streamArn: stream.streamArn } : kinesisArns(stream.streamArn);
}

/** Allows no more than is needed. CDK's own grants give more, or `ListStreams` where it has no effect. */
export function grantStreamRead(stream: TableOrStream, grantee: IGrantable): void {
  const { encryptionKey } = isConsumer(stream) ? stream.stream : stream;
  encryptionKey?.grantDecrypt(grantee);
  const service = serviceOf(stream);
  if (isTable(stream)) stream.grantStream(grantee, ...READ_ACTIONS[service]);
  else grantKinesis(stream, grantee);
  const actions = [...LIST_ACTIONS[service]];
  if (actions.length > 0) Grant.addToPrincipal({ grantee, actions, resourceArns: ['*'] });
}

function grantKinesis(stream: KinesisStream, grantee: IGrantable): void {
  const { streamArn, consumerArn } = arnsOf(stream);
  if (consumerArn === undefined && !isConsumer(stream)) {
    stream.grant(grantee, ...READ_ACTIONS.kinesis);
    return;
  }
  Grant.addToPrincipal({ grantee, actions: [...CONSUMED_STREAM_ACTIONS], resourceArns: [streamArn] });
  Grant.addToPrincipal({ grantee, actions: [...CONSUME_ACTIONS], resourceArns: [consumerArn ?? streamArn] });
}
