import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { ConfigurationError } from '../errors.js';
import { LIST_ACTIONS, READ_ACTIONS } from '../event-source/stream-access.js';
import type { HeardStream } from './heard-streams.js';
import { isTable, serviceOf, type TableOrStream } from './table-or-stream.js';

/** @throws ConfigurationError for a table without a stream */
export function streamArnOf({ name, stream, source }: HeardStream, scope: IConstruct): string {
  const arn = isTable(stream) ? stream.tableStreamArn : stream.streamArn;
  if (arn !== undefined) return arn;
  throw new ConfigurationError(
    `${scope.node.path}: tables.${name}: found a table without a stream, expected one with ${source.viewType} ` +
      '(stream of Table, dynamoStream of TableV2, tableStreamArn of an imported table)',
  );
}

/** Allows no more than is needed. CDK's own grants give more, or `ListStreams` where it has no effect. */
export function grantStreamRead(stream: TableOrStream, grantee: IGrantable): void {
  stream.encryptionKey?.grantDecrypt(grantee);
  const service = serviceOf(stream);
  if (isTable(stream)) stream.grantStream(grantee, ...READ_ACTIONS[service]);
  else stream.grant(grantee, ...READ_ACTIONS[service]);
  const actions = [...LIST_ACTIONS[service]];
  if (actions.length > 0) Grant.addToPrincipal({ grantee, actions, resourceArns: ['*'] });
}
