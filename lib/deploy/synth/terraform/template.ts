import {
  ENVIRONMENT,
  FAILURES_RETENTION_SECONDS,
  FUNCTION_PROPERTIES,
  LOG_RETENTION_DAYS,
  NOT_BY_TLS,
} from '../defaults.js';
import type { DefinedQueue, DefinedTable, Deployment, Mapping, Reference, Statement, Variable } from '../deployment.js';
import { functionNameOf } from '../names.js';
import { NOTES, retryNotes } from '../notes.js';
import { attributes, block, call, comments, expression, type Line, type Value } from './hcl.js';

/** Beside the template, wherever that lies. */
const ZIP = `"\${path.module}/function.zip"`;

/** A file for `terraform apply`. */
export async function terraformTemplate(deployment: Deployment): Promise<string> {
  const { name, mappings, tables, kinesisStreams, failureQueue } = deployment;
  const headings = [
    ...NOTES.heading(name),
    'Needs version 6.19 or later of the provider hashicorp/aws, which knows the runtime.',
  ];
  const parts = [
    comments(headings)
      .map(({ comment }) => `# ${comment}`)
      .join('\n'),
    lambda(deployment),
    ...mappings.map((one) => mapping(one, deployment)),
    ...tables.flatMap(table),
    ...kinesisStreams.map(({ id, table: tableName }) =>
      resource(
        'aws_kinesis_stream',
        id,
        [
          ...attributes({ name: `${tableName.slice(0, 120)}-changes` }),
          // With Kinesis' own key nobody needs permissions of KMS.
          ...attributes({ encryption_type: 'KMS', kms_key_id: 'alias/aws/kinesis' }),
          { block: 'stream_mode_details', lines: attributes({ stream_mode: 'ON_DEMAND' }) },
        ],
        NOTES.kinesisStream(tableName),
      ),
    ),
    ...(failureQueue === undefined ? [] : queue(failureQueue, deployment)),
    logGroup(deployment),
    ...role(deployment),
  ];
  return `${parts.join('\n\n')}\n`;
}

function resource(type: string, id: string, lines: readonly Line[], notes: readonly string[] = []): string {
  return block(`resource "${type}" "${id}"`, lines, notes);
}

function lambda(deployment: Deployment): string {
  const { functionId, roleId, logGroupId, environment } = deployment;
  const { Handler, Runtime, Architectures, MemorySize, Timeout } = FUNCTION_PROPERTIES;
  return resource('aws_lambda_function', functionId, [
    ...attributes({ function_name: functionName(deployment) }),
    ...comments(NOTES.code),
    ...attributes({
      filename: expression(ZIP),
      source_code_hash: expression(`filebase64sha256(${ZIP})`),
      handler: Handler,
      runtime: Runtime,
      architectures: Architectures,
      memory_size: MemorySize,
      timeout: Timeout,
      role: expression(`aws_iam_role.${roleId}.arn`),
      // The group has to be there before the function makes one without a retention.
      depends_on: [expression(`aws_cloudwatch_log_group.${logGroupId}`)],
    }),
    {
      block: 'environment',
      lines: [
        ...comments(environment.flatMap(({ notes }) => notes)),
        ...attributes({ variables: { ...ENVIRONMENT, ...Object.fromEntries(environment.map(variable)) } }),
      ],
    },
  ]);
}

function variable({ name, value, tableId }: Variable): [string, Value] {
  return [name, tableId === undefined ? value : expression(`aws_dynamodb_table.${tableId}.name`)];
}

function mapping(one: Mapping, { functionId, roleId }: Deployment): string {
  const { eventSource, filters, filterNotes, destination } = one;
  const { startingPosition, functionResponseTypes = [] } = eventSource;
  return resource('aws_lambda_event_source_mapping', one.id, [
    ...attributes({
      function_name: expression(`aws_lambda_function.${functionId}.arn`),
      event_source_arn: arnOf(one.stream.consumer ?? one.stream.arn),
      // Lambda refuses a mapping whose function may not read the stream yet.
      depends_on: [expression(`aws_iam_role_policy.${roleId}`)],
    }),
    ...(startingPosition === undefined ? comments(NOTES.startingPosition) : []),
    ...attributes({
      starting_position: startingPosition ?? 'TRIM_HORIZON',
      enabled: eventSource.enabled,
      batch_size: eventSource.batchSize,
      maximum_batching_window_in_seconds: eventSource.maximumBatchingWindowInSeconds,
      parallelization_factor: eventSource.parallelizationFactor,
      maximum_retry_attempts: eventSource.maximumRetryAttempts,
      maximum_record_age_in_seconds: eventSource.maximumRecordAgeInSeconds,
      bisect_batch_on_function_error: eventSource.bisectBatchOnFunctionError,
    }),
    ...(functionResponseTypes.length > 0
      ? [...comments(NOTES.reports), ...attributes({ function_response_types: [...functionResponseTypes] })]
      : []),
    ...comments(retryNotes(eventSource)),
    {
      block: 'destination_config',
      lines: [{ block: 'on_failure', lines: attributes({ destination_arn: arnOf(destination) }) }],
    },
    ...comments(filterNotes),
    ...(filters.length > 0
      ? [
          {
            block: 'filter_criteria',
            lines: filters.flatMap((filter) => [
              ...comments(NOTES.filter(filter)),
              { block: 'filter', lines: attributes({ pattern: call('jsonencode', JSON.parse(filter.pattern)) }) },
            ]),
          },
        ]
      : []),
  ]);
}

function table(one: DefinedTable): string[] {
  const { id, name, viewType, viewTypeNotes, kinesisStreamId } = one;
  const key = (attribute: string): Line => ({
    block: 'attribute',
    lines: attributes({ name: attribute, type: 'S' }),
  });
  const defined = resource(
    'aws_dynamodb_table',
    id,
    [
      ...attributes({ name, billing_mode: 'PAY_PER_REQUEST', hash_key: 'pk', range_key: 'sk' }),
      ...(kinesisStreamId === undefined
        ? [...comments(viewTypeNotes), ...attributes({ stream_enabled: true, stream_view_type: viewType })]
        : []),
      key('pk'),
      key('sk'),
      { block: 'lifecycle', lines: attributes({ prevent_destroy: true }) },
    ],
    NOTES.table(one, 'a ttl block'),
  );
  if (kinesisStreamId === undefined) return [defined];
  return [
    defined,
    resource('aws_dynamodb_kinesis_streaming_destination', id, [
      ...attributes({
        table_name: expression(`aws_dynamodb_table.${id}.name`),
        stream_arn: expression(`aws_kinesis_stream.${kinesisStreamId}.arn`),
      }),
    ]),
  ];
}

/** A queue that is encrypted at rest, and is reached by TLS alone. */
function queue({ id, policyId }: DefinedQueue, deployment: Deployment): string[] {
  const arn = expression(`aws_sqs_queue.${id}.arn`);
  const statement = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sqs:*', Resource: arn, Condition: NOT_BY_TLS };
  return [
    resource(
      'aws_sqs_queue',
      id,
      attributes({
        name: `${functionName(deployment)}-failures`,
        message_retention_seconds: FAILURES_RETENTION_SECONDS,
        sqs_managed_sse_enabled: true,
      }),
      NOTES.failureQueue,
    ),
    resource(
      'aws_sqs_queue_policy',
      policyId,
      attributes({
        queue_url: expression(`aws_sqs_queue.${id}.url`),
        policy: call('jsonencode', { Version: '2012-10-17', Statement: [statement] }),
      }),
      NOTES.queuePolicy,
    ),
  ];
}

function logGroup(deployment: Deployment): string {
  const values = { name: `/aws/lambda/${functionName(deployment)}`, retention_in_days: LOG_RETENTION_DAYS };
  return resource('aws_cloudwatch_log_group', deployment.logGroupId, attributes(values));
}

function role(deployment: Deployment): string[] {
  const { roleId, statements } = deployment;
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  return [
    resource(
      'aws_iam_role',
      roleId,
      attributes({
        name: functionName(deployment),
        assume_role_policy: call('jsonencode', { Version: '2012-10-17', Statement: [trust] }),
      }),
    ),
    resource('aws_iam_role_policy', roleId, [
      ...attributes({ name: 'stream', role: expression(`aws_iam_role.${roleId}.id`) }),
      ...comments(statements.map(({ note, actions }) => `${actions.join(', ')}: ${note}`)),
      ...attributes({
        policy: call('jsonencode', { Version: '2012-10-17', Statement: statements.map(statement) }),
      }),
    ]),
  ];
}

function statement({ actions, resources }: Statement): Value {
  return { Effect: 'Allow', Action: actions, Resource: resources.map(arnOf) };
}

function functionName({ name, functionName: chosen }: Deployment): string {
  return chosen ?? functionNameOf(name);
}

function arnOf(reference: Reference): Value {
  if ('arn' in reference) return reference.arn;
  if ('expression' in reference) return expression(reference.expression);
  const { of, id } = reference;
  // A log group's streams have ARNs that begin with its own.
  if (of === 'logGroup') return expression(`"\${aws_cloudwatch_log_group.${id}.arn}:*"`);
  const types = { kinesisStream: 'aws_kinesis_stream', failureQueue: 'aws_sqs_queue' };
  return expression(of === 'table' ? `aws_dynamodb_table.${id}.stream_arn` : `${types[of]}.${id}.arn`);
}
